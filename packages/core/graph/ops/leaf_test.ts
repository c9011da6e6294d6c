import { describe, expect, it } from "vitest"
import { constant, input, operand, scalar } from "./leaf.ts"

describe("leaves", () => {
  it("an input has a name, a canonical shape and a type", () => {
    expect(input("x", ["G*B", 2])).toEqual({
      op: "input",
      inputs: [],
      attributes: { name: "x" },
      shape: ["B*G", 2],
      dtype: "float32",
    })
    expect(input("i", [], "int32").dtype).toBe("int32")
    expect(() => input("x", [-1])).toThrow("Cannot read shape (-1): a size is a whole number")
  })

  it("a constant has as many numbers as its shape says", () => {
    const data = Int32Array.of(1, 2, 3, 4)
    expect(constant(data, [2, 2], "int32")).toMatchObject({ shape: [2, 2], dtype: "int32", attributes: { data } })
    expect(() => constant(data, [3], "int32")).toThrow("Cannot build constant (3): 4 elements given")
    expect(() => constant(data, [-2, -2], "int32")).toThrow("Cannot read shape (-2, -2): a size is a whole number")
  })

  it("a scalar has one", () => {
    expect(scalar(0.5, "float64").attributes).toEqual({ data: Float64Array.of(0.5) })
    expect(scalar(1, "bool").attributes).toEqual({ data: Uint8Array.of(1) })
  })

  it("an operand is a tensor, or becomes one like its neighbor", () => {
    const x = input("x", [2])
    expect(operand(x, x)).toBe(x)
    expect(operand(3, x)).toMatchObject({ shape: [], dtype: "float32" })
  })
})
