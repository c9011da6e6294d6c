import { expect, it } from "vitest"
import { dequantize } from "./dequantize.ts"
import { input } from "./leaf.ts"

const w = input("w", ["O", 3], "int8")

it("has the shape of the integers and the precision of the scale", () => {
  const { shape, dtype } = dequantize(w, input("scale", ["O"], "float64"))
  expect({ shape, dtype }).toEqual({ shape: ["O", 3], dtype: "float64" })
})

it("takes one scale a row of a matrix", () => {
  expect(() => dequantize(w, input("scale", [3]))).toThrow(
    "Cannot build dequantize of (O, 3) and (3): it needs rows and one scale a row",
  )
  expect(() => dequantize(w, input("scale", ["O", 3]))).toThrow("one scale a row")
  expect(() => dequantize(input("v", [3], "int8"), input("scale", [3]))).toThrow("one scale a row")
  // @ts-expect-error only integers of 8 bits are at rest
  dequantize(input("x", ["O", 3], "int32"), input("scale", ["O"]))
})
