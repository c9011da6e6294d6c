import { expect, it } from "vitest"
import { allocate } from "./dtype.ts"

it("each element type has its array, full of zeros", () => {
  expect(allocate("float32", 2)).toEqual(new Float32Array(2))
  expect(allocate("float64", 2)).toEqual(new Float64Array(2))
  expect(allocate("int32", 2)).toEqual(new Int32Array(2))
  expect(allocate("int8", 2)).toEqual(new Int8Array(2))
  expect(allocate("bool", 2)).toEqual(new Uint8Array(2))
})
