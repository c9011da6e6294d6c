import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { value } from "../graph/value.ts"
import { writeSafetensors } from "./safetensors.ts"
import { openSafetensors } from "./safetensors_file.ts"

const weights = {
  a: value("float32", [2, 3], Float32Array.of(0, 1, 2, 3, 4, 5)),
  b: value("float32", [3], Float32Array.of(-1, -2, -0.5)),
  empty: value("float32", [0], new Float32Array()),
}

it.layer(NodeFileSystem.layer)("an open file", (it) => {
  for (const dtype of ["F32", "F16", "BF16"] as const) {
    it.effect(`gives ranges of its tensors in ${dtype}, and all of its bytes`, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const path = `${yield* fs.makeTempDirectoryScoped()}/model.safetensors`
        yield* writeSafetensors(path, weights, { dtype })
        const { entries, head, read, size } = yield* openSafetensors(path)
        expect(entries.map(({ name, dims }) => [name, dims])).toEqual([["a", [2, 3]], ["b", [3]], ["empty", [0]]])
        const bytes = yield* fs.readFile(path)
        expect([bytes.length, new Uint8Array(bytes.subarray(0, head.length))]).toEqual([size, head])
        const [a, b, empty] = entries
        expect([...yield* read(a)]).toEqual([0, 1, 2, 3, 4, 5])
        for (let from = 0; from <= 6; from++) {
          for (let to = from; to <= 6; to++) {
            expect(yield* read(a, { from, to })).toEqual(weights.a.data.slice(from, to))
          }
        }
        expect([...yield* read(b, { from: 2, to: 3 })]).toEqual([-0.5])
        expect([...yield* read(empty)]).toEqual([])
      }))
  }

  it.effect("that has become shorter is named", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* fs.makeTempDirectoryScoped()}/model.safetensors`
      yield* writeSafetensors(path, weights)
      const { entries, read, size } = yield* openSafetensors(path)
      yield* fs.truncate(path, size - 8)
      const error = yield* Effect.flip(read(entries[1]))
      expect(error).toMatchObject({ _tag: "@rlif/core/SafetensorsError", file: path })
      expect(error.message).toMatch(/^Cannot read ".*model.safetensors": UnexpectedEof/)
    }))
})
