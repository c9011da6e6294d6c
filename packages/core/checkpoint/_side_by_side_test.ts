import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { vi } from "vitest"
import { value } from "../graph/value.ts"
import { sideBySide } from "./_side_by_side.ts"
import { writeSafetensors } from "./safetensors.ts"
import { openSafetensors } from "./safetensors_file.ts"

const machine = vi.hoisted(() => ({ bytes: Infinity }))
vi.mock(
  "node:os",
  async (original) => ({ ...await original<typeof import("node:os")>(), totalmem: () => machine.bytes }),
)

it.layer(NodeFileSystem.layer)("tensors side by side", (it) => {
  for (const dtype of ["F32", "F16", "BF16"] as const) {
    it.effect(`are what the files hold, in the order asked for, from ${dtype}`, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const directory = yield* fs.makeTempDirectoryScoped()
        // Longer than what is read at once.
        const long = value("float32", [2 ** 20 + 3], Float32Array.from({ length: 2 ** 20 + 3 }, (_, i) => i % 251))
        const [a, b] = [value("float32", [2, 1], Float32Array.of(1, 2)), value("float32", [1], Float32Array.of(-0.5))]
        yield* writeSafetensors(`${directory}/1`, { long, unasked: a }, { dtype })
        yield* writeSafetensors(`${directory}/2`, { a, b }, { dtype })
        const files = [yield* openSafetensors(`${directory}/1`), yield* openSafetensors(`${directory}/2`)]
        const read = yield* sideBySide(files, ["b", "long", "a"])
        expect(Object.entries(read).map(([name, { dims, data }]) => [name, dims, data.byteOffset])).toEqual([
          ["b", [1], 0],
          ["long", [2 ** 20 + 3], 4],
          ["a", [2, 1], 4 * (2 ** 20 + 4)],
        ])
        expect(read.b.data.buffer).toBe(read.a.data.buffer)
        expect([read.a, read.b]).toEqual([a, b])
        expect(Buffer.compare(Buffer.from(read.long.data.slice().buffer), Buffer.from(long.data.buffer))).toBe(0)
      }))
  }

  it.effect("say what they would take together where each alone would fit", () =>
    Effect.gen(function* () {
      const directory = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())
      const [a, b] = [40, 30].map((length) => value("float32", [length], new Float32Array(length)))
      yield* writeSafetensors(`${directory}/1`, { a, b })
      const file = yield* openSafetensors(`${directory}/1`)
      machine.bytes = 200
      const error = yield* Effect.flip(sideBySide([file], ["a", "b"]))
      machine.bytes = Infinity
      expect(error).toMatchObject({ _tag: "@rlif/core/SafetensorsError", file: `${directory}/1`, tensor: "a" })
      expect(error.message).toMatch(/there is no memory for its 160 bytes beside 120 of other weights$/)
    }))
})
