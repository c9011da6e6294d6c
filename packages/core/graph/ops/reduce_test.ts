import { describe, expect, it } from "vitest"
import { input } from "./leaf.ts"
import { argMax, cumSum, reduceMax, reduceMean, reduceSum, size } from "./reduce.ts"

const x = input("x", [2, "N", 3])

describe("reductions", () => {
  it("drop axes or keep them as 1; all by default", () => {
    expect(reduceSum(x).shape).toEqual([])
    expect(reduceMean(x, 1).shape).toEqual([2, 3])
    expect(reduceMax(x, [-1, 0])).toMatchObject({ shape: ["N"], attributes: { axes: [0, 2], keepDims: false } })
    expect(reduceSum(x, -1, { keepDims: true }).shape).toEqual([2, "N", 1])
  })

  it("over no axis change nothing", () => {
    const one = input("one", [])
    expect(reduceSum(one)).toBe(one)
    expect(reduceMax(x, [])).toBe(x)
  })

  it("name the mistake", () => {
    expect(() => reduceSum(x, 3)).toThrow("Cannot build reduceSum of (2, N, 3): there is no axis 3")
    expect(() => reduceMean(x, -4)).toThrow("there is no axis -4")
    expect(() => reduceMax(x, 0.5)).toThrow("there is no axis 0.5")
    expect(() => reduceMax(x, [0, -3])).toThrow("Cannot build reduceMax of (2, N, 3): axes [0,-3] repeat")
    expect(() => cumSum(x, 3)).toThrow("Cannot build cumSum of (2, N, 3): there is no axis 3")
    expect(() => size(x, 3)).toThrow("Cannot build size of (2, N, 3): there is no axis 3")
  })
})

it("running sums keep the shape, an index drops its axis, a size is a scalar", () => {
  expect(cumSum(x, -1)).toMatchObject({ shape: x.shape, attributes: { axis: 2, reverse: false } })
  expect(argMax(x, 1)).toMatchObject({ shape: [2, 3], dtype: "int32" })
  expect(size(x, [0, -2])).toMatchObject({ shape: [], dtype: "float32", attributes: { axes: [0, 1] } })
})
