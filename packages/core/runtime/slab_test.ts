import { expect, it } from "vitest"
import { slab, slabOf } from "./slab.ts"
import { value } from "../graph/value.ts"

it("lays tensors side by side, in order and zero", () => {
  const { a, b, c } = slab({ a: [2, 3], b: [], c: [4] })
  expect([a, b, c].map(({ dims }) => dims)).toEqual([[2, 3], [], [4]])
  expect([a, b, c].map(({ data }) => data.byteOffset)).toEqual([0, 24, 28])
  expect(new Set([a, b, c].map(({ data }) => data.buffer)).size).toBe(1)
  expect([...a.data, ...b.data, ...c.data]).toEqual(Array(11).fill(0))
})

it("copies values", () => {
  const values = { a: value("float32", [2], Float32Array.of(1, 2)), b: value("float32", [1], Float32Array.of(3)) }
  const copies = slabOf(values)
  expect(copies).toEqual(values)
  expect(copies.a.data.buffer).toBe(copies.b.data.buffer)
  copies.a.data[0] = 7
  expect(values.a.data[0]).toBe(1)
})

it("is of nothing", () => expect(slab({})).toEqual({}))
