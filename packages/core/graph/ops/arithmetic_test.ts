import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Shape } from "../dim.ts"
import { add, div, maximum, minimum, mul, sub } from "./arithmetic.ts"
import { input } from "./leaf.ts"

const shape = (a: Shape, b: Shape) => add(input("a", a), input("b", b)).shape

describe("two operands", () => {
  it("broadcast from the right; a symbol is only itself", () => {
    expect(shape([2, 3], [3])).toEqual([2, 3])
    expect(shape([3], [2, 3])).toEqual([2, 3])
    expect(shape([2, 1], [1, 3])).toEqual([2, 3])
    expect(shape([], ["N"])).toEqual(["N"])
    expect(shape(["N", 1], ["M"])).toEqual(["N", "M"])
    expect(shape([1], [0])).toEqual([0])
    expect(shape(["G*B"], ["B*G"])).toEqual(["B*G"])
    expect(() => shape([2, 3], [2])).toThrow("Cannot build add of (2, 3) and (2): 3 is not 2")
    expect(() => shape(["N"], ["M"])).toThrow("Cannot build add of (N) and (M): N is not M")
    expect(() => shape(["N"], [4])).toThrow("Cannot build add of (N) and (4): N is not 4")
  })

  const dims = fc.array(fc.constantFrom(1, 2, "N"), { maxLength: 3 })

  it("broadcast the same in either order, and to no more than either gives", () =>
    fc.assert(fc.property(dims, dims, (a, b) => {
      let result: Shape
      try {
        result = shape(a, b)
      } catch {
        expect(() => shape(b, a)).toThrow("Cannot build add")
        return
      }
      expect(shape(b, a)).toEqual(result)
      expect(shape(result, a)).toEqual(result)
      expect(result.length).toBe(Math.max(a.length, b.length))
    })))

  it("are each their own operation, and a number is a scalar of the other's type", () => {
    const x = input("x", [2], "float64")
    const built = [add, sub, mul, div, minimum, maximum].map((op) => [op(x, 2), op(2, x)])
    expect(built.map(([y]) => y.op)).toEqual(["add", "sub", "mul", "div", "minimum", "maximum"])
    for (const [left, right] of built) {
      expect(left.inputs[0]).toBe(x)
      expect(right.inputs[1]).toBe(x)
      for (const two of [left.inputs[1], right.inputs[0]]) {
        expect(two).toMatchObject({
          op: "constant",
          shape: [],
          dtype: "float64",
          attributes: { data: Float64Array.of(2) },
        })
      }
    }
  })
})
