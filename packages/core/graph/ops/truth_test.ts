import { expect, it } from "vitest"
import { input } from "./leaf.ts"
import { and, equal, less, lessEqual, not, or, where } from "./truth.ts"

const [a, b] = [input("a", [2, 1]), input("b", [3])]
const i = input("i", ["N"], "int32")

it("comparisons broadcast to truth values, of integers too", () => {
  for (const compare of [less, lessEqual, equal]) {
    expect(compare(a, b)).toMatchObject({ shape: [2, 3], dtype: "bool" })
  }
  expect(equal(i, 3)).toMatchObject({ shape: ["N"], dtype: "bool", inputs: [i, { dtype: "int32" }] })
})

it("truth values combine", () => {
  const truth = less(a, b)
  expect(and(truth, less(b, 0)).shape).toEqual([2, 3])
  expect(or(less(a, 0), less(b, 0)).shape).toEqual([2, 3])
  expect(not(truth)).toMatchObject({ shape: [2, 3], dtype: "bool" })
  expect(() => and(truth, less(i, 0))).toThrow("Cannot build and of (2, 3) and (N): 3 is not N")
})

it("a choice broadcasts all three", () => {
  expect(where(less(a, 0), b, 0)).toMatchObject({ shape: [2, 3], dtype: "float32" })
  expect(() => where(less(i, 0), a, b)).toThrow("Cannot build where of (N) and (2, 1) and (3): N is not 3")
})
