import { describe, expect, it } from "vitest"
import type { Shape } from "../dim.ts"
import { input } from "./leaf.ts"
import { matmul, type MatmulOptions } from "./matmul.ts"

const shape = (a: Shape, b: Shape, options?: MatmulOptions) => matmul(input("a", a), input("b", b), options).shape

describe("matmul", () => {
  it("multiplies the last two axes and broadcasts the others", () => {
    expect(shape([2, 3], [3, 4])).toEqual([2, 4])
    expect(shape(["B", 2, "K"], ["K", 4])).toEqual(["B", 2, 4])
    expect(shape([5, 1, 2, 3], ["B", 3, 4])).toEqual([5, "B", 2, 4])
  })

  it("reads operands transposed", () => {
    expect(shape([3, 2], [3, 4], { transA: true })).toEqual([2, 4])
    expect(shape([2, 3], [4, 3], { transB: true })).toEqual([2, 4])
    // A cache of S steps, read by several queries.
    expect(shape(["B", 3, 1, 8], ["B", 1, "S", 8], { transB: true })).toEqual(["B", 3, 1, "S"])
  })

  it("names the mistake", () => {
    expect(() => shape([2, 3], [4, 5])).toThrow("Cannot build matmul of (2, 3) and (4, 5): 3 is not 4")
    expect(() => shape([2, 3], [3, 4], { transB: true })).toThrow("3 is not 4")
    expect(() => shape([3], [3, 4])).toThrow("Cannot build matmul of (3) and (3, 4): both need two axes")
    expect(() => shape([2, 2, 3], ["B", 3, 4])).toThrow("Cannot build matmul of (2) and (B): 2 is not B")
  })
})
