import { readFileSync } from "node:fs"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Result } from "effect"
import { describe } from "vitest"
import { random } from "../random/seed.ts"
import { value } from "../graph/value.ts"
import { decodeSafetensors, encodeSafetensors, readSafetensors, type Weights, writeSafetensors } from "./safetensors.ts"

/** A file from a header (an object, or its text) and a number of data bytes. */
const file = (header: unknown, data: number | Uint8Array): Uint8Array => {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, typeof data === "number" ? Buffer.alloc(data) : data])
}

const f32 = (shape: ReadonlyArray<number>, data_offsets: ReadonlyArray<number>) => ({
  dtype: "F32",
  shape,
  data_offsets,
})

const weights = (): Weights => {
  const { normal } = random(11)
  const tensor = (...dims: ReadonlyArray<number>) =>
    value("float32", dims, Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, normal))
  return {
    "b.weight": tensor(3, 5),
    "a.weight": tensor(7),
    scalar: tensor(),
    empty: tensor(0, 4),
    "7": tensor(2),
    extremes: value("float32", [6], Float32Array.of(NaN, -Infinity, -0, 1e-45, 3.4e38, 0.1)),
  }
}

const bits = (w: Weights) =>
  Object.fromEntries(
    Object.entries(w).map(([name, { dims, data }]) => [
      name,
      { dims, words: [...new Uint32Array(data.buffer, data.byteOffset, data.length)] },
    ]),
  )

describe("encodeSafetensors", () => {
  it("gives back every bit of float32", () => {
    const bytes = Buffer.concat(encodeSafetensors(weights()))
    expect(bits(Result.getOrThrow(decodeSafetensors(bytes)))).toEqual(bits(weights()))
  })

  it("does not depend on the order of the weights", () => {
    const reversed = Object.fromEntries(Object.entries(weights()).reverse())
    expect(Buffer.concat(encodeSafetensors(reversed))).toEqual(Buffer.concat(encodeSafetensors(weights())))
  })

  it("writes the bytes that the format's own documentation describes", () => {
    const [header, data] = encodeSafetensors({ w: value("float32", [1, 2], Float32Array.of(1, -2)) })
    const json = '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}'
    expect(Buffer.from(header.subarray(8)).toString()).toBe(json.padEnd(88))
    expect(Buffer.from(header.subarray(0, 8)).toString("hex")).toBe("5800000000000000")
    expect(Buffer.from(data).toString("hex")).toBe("0000803f000000c0")
  })

  for (const dtype of ["F16", "BF16"] as const) {
    it(`is stable once rounded to ${dtype}`, () => {
      const once = Buffer.concat(encodeSafetensors(weights(), { dtype }))
      const read = Result.getOrThrow(decodeSafetensors(once))
      expect(Buffer.concat(encodeSafetensors(read, { dtype }))).toEqual(once)
      expect(read["b.weight"].data[0]).toBeCloseTo(weights()["b.weight"].data[0], 2)
      expect(read["b.weight"].data).not.toEqual(weights()["b.weight"].data)
    })
  }
})

describe("decodeSafetensors", () => {
  it("takes float32 as a view where it is aligned, and copies where it is not", () => {
    const bytes = Buffer.concat(encodeSafetensors({ w: value("float32", [2], Float32Array.of(3, 4)) }))
    const room = new Uint8Array(bytes.length + 1)
    for (const offset of [0, 1]) {
      room.set(bytes, offset)
      const { w } = Result.getOrThrow(decodeSafetensors(room.subarray(offset, offset + bytes.length)))
      expect([...w.data]).toEqual([3, 4])
      expect(w.data.buffer === room.buffer).toBe(offset === 0)
    }
  })

  const w = f32([2], [0, 8])
  const f8 = { dtype: "F8_E4M3", shape: [2], data_offsets: [0, 2] }
  const deep = `{"w":{"dtype":"F32","shape":${"[".repeat(1e5)}${"]".repeat(1e5)},"data_offsets":[0,8]}}`
  const refused: ReadonlyArray<readonly [string, Uint8Array, string, RegExp]> = [
    ["no header length", new Uint8Array(7), "", /truncated, 7 bytes/],
    ["a header beyond the file", file({ w }, 8).subarray(0, 30), "", /truncated, the header takes/],
    ["a header over the limit", Buffer.from("ffffffffffffff7f7b7d", "hex"), "", /over the limit/],
    ["a header that is not JSON", file("{w}", 0), "", /not JSON/],
    ["a header that is not UTF-8", file({ w }, 8).fill(0xff, 10, 11), "", /not JSON/],
    ["a header of no bytes", file("", 4), "", /its header has no bytes/],
    ["no bytes", new Uint8Array(0), "", /it is empty/],
    ["a pointer to the file", Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:7\n"), "", /Git LFS/],
    ["a header that is no object", file("[1]", 0), "", /not a JSON object/],
    ["a header that begins with a space", file(" {}", 0), "", /not a JSON object/],
    ["metadata that are not strings", file({ __metadata__: { a: 1 } }, 0), "", /__metadata__/],
    ["a name twice", file(`{"w":${JSON.stringify(w)},"w":${JSON.stringify(w)}}`, 8), "w", /occurs twice/],
    ["a name twice, once escaped", file(`{"w":${JSON.stringify(w)},"\\u0077":${JSON.stringify(w)}}`, 8), "w", /twice/],
    ["a field twice", file('{"w":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4), "dtype", /twice/],
    ["an entry that is no object", file({ w: 3 }, 0), "w", /not an object/],
    ["an unknown dtype", file({ w: { ...w, dtype: "F31" } }, 8), "w", /unknown dtype "F31"/],
    ["a dtype named like a method", file({ w: { ...w, dtype: "toString" } }, 8), "w", /unknown dtype/],
    ["integers as weights", file({ w: { ...w, dtype: "I32" } }, 8), "w", /I32 is not one of F32, F16, BF16/],
    ["eight-bit floats as weights", file({ w: f8 }, 2), "w", /F8_E4M3 is not one of F32, F16, BF16/],
    ["a shape nested deeper than can be shown", file(deep, 8), "w", /shape \(too deep to show\) is not/],
    [
      "a shape too long to be shown",
      file({ w: f32(Array(1e5).fill(-1), [0, 8]) }, 8),
      "w",
      /shape \[-1,.{0,60}\.\.\. is not/,
    ],
    ["no shape", file({ w: { dtype: "F32", data_offsets: [0, 8] } }, 8), "w", /shape undefined/],
    ["a negative size", file({ w: f32([-2], [0, 8]) }, 8), "w", /shape \[-2\]/],
    ["a fractional size", file({ w: f32([0.5, 4], [0, 8]) }, 8), "w", /shape \[0.5,4\]/],
    ["three offsets", file({ w: f32([2], [0, 8, 9]) }, 8), "w", /not two positions/],
    ["a negative offset", file({ w: f32([2], [-8, 0]) }, 8), "w", /not two positions/],
    ["an end before its begin", file({ w: f32([2], [8, 0]) }, 8), "w", /after its end/],
    ["an end beyond the file", file({ w: f32([4], [0, 16]) }, 8), "w", /ends at 16, and the file has 8/],
    ["a shape of another size", file({ w: f32([3], [0, 8]) }, 8), "w", /takes 12 bytes, not 8/],
    ["an overflowing shape", file({ w: f32([2 ** 52, 2 ** 52], [0, 8]) }, 8), "w", /takes .* bytes, not 8/],
    [
      "a tensor off its alignment",
      file({ u: { dtype: "U8", shape: [1], data_offsets: [0, 1] }, w: f32([1], [1, 5]) }, 5),
      "w",
      /unaligned/,
    ],
    ["an overlap", file({ v: w, w: f32([2], [4, 12]) }, 12), "w", /overlapping/],
    ["the same bytes twice", file({ v: w, w }, 8), "w", /overlapping/],
    ["a gap", file({ v: w, w: f32([2], [12, 20]) }, 20), "w", /gap from 8/],
    ["a gap at the start", file({ w: f32([2], [4, 12]) }, 12), "w", /gap from 0/],
    ["trailing bytes", file({ w }, 11), "", /3 trailing bytes/],
  ]
  for (const [what, bytes, tensor, message] of refused) {
    it(`refuses ${what}`, () => {
      const error = Result.getOrThrow(Result.flip(decodeSafetensors(bytes, "x.safetensors")))
      expect(error).toMatchObject({ _tag: "@rlif/core/SafetensorsError", file: "x.safetensors", tensor })
      expect(error.message).toMatch(message)
      expect(error.message).toContain("x.safetensors")
    })
  }

  it("never crashes on damaged bytes", () => {
    const good = Buffer.concat(encodeSafetensors(weights()))
    const { integer } = random(5)
    for (let i = 0; i < 3000; i++) {
      const bad = Buffer.from(good)
      for (let k = integer(3); k >= 0; k--) bad[integer(600)] = integer(256)
      const result = decodeSafetensors(bad.subarray(0, bad.length - integer(2) * integer(bad.length)))
      if (Result.isFailure(result)) expect(result.failure._tag).toBe("@rlif/core/SafetensorsError")
    }
  })

  it("reads metadata of many megabytes, and finds a name twice behind them", () => {
    const metadata = `{"__metadata__":{"notes":"${"x".repeat(1e7)}"}`
    expect(Result.getOrThrow(decodeSafetensors(file(`${metadata}}`, 0)))).toEqual({})
    const error = Result.getOrThrow(Result.flip(decodeSafetensors(file(`${metadata},"w":{},"w":{}}`, 0))))
    expect(error).toMatchObject({ tensor: "w" })
  })

  it("keeps a tensor named like a property of every object", () => {
    const bytes = file('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4)
    expect(Object.keys(Result.getOrThrow(decodeSafetensors(bytes)))).toEqual(["__proto__"])
  })
})

it.layer(NodeFileSystem.layer)("files", (it) => {
  it.effect("read as they were written, and as their bytes decode", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* fs.makeTempDirectoryScoped()}/model.safetensors`
      yield* writeSafetensors(path, weights())
      expect(bits(yield* readSafetensors(path))).toEqual(bits(weights()))
      expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(Buffer.concat(encodeSafetensors(weights()))))
    }))

  it.effect("that are damaged fail with the tensor and the file", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* fs.makeTempDirectoryScoped()}/model.safetensors`
      yield* fs.writeFile(path, file({ w: f32([4], [0, 16]) }, 8))
      const error = yield* Effect.flip(readSafetensors(path))
      expect(error).toMatchObject({ _tag: "@rlif/core/SafetensorsError", file: path, tensor: "w" })
      const missing = yield* Effect.flip(readSafetensors(`${path}.no`))
      expect(missing.message).toMatch(/^Cannot read ".*no": ENOENT: no such file/)
    }))
})
