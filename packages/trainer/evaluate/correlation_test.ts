import fc from "fast-check"
import { expect, it } from "vitest"
import { correlation } from "./correlation.ts"

it("agrees with a value worked out by hand", () => {
  // Deviations (-1.5, -.5, .5, 1.5) and (-1.75, .25, -.75, 2.25): 5.5 / sqrt(5 * 8.75)
  expect(correlation([1, 2, 3, 4], [1, 3, 2, 5])).toBeCloseTo(5.5 / Math.sqrt(5 * 8.75), 12)
})

it("is undefined where a side is constant, too short or not finite", () => {
  expect(correlation([0.1, 0.1, 0.1], [1, 2, 3])).toBeUndefined()
  expect(correlation([1, 2, 3], [0, 0, 0])).toBeUndefined()
  expect(correlation([1], [2])).toBeUndefined()
  expect(correlation([], [])).toBeUndefined()
  expect(correlation([1, NaN], [2, 3])).toBeUndefined()
  expect(correlation([1, Infinity], [2, 3])).toBeUndefined()
})

it("is 1 for a rising line, -1 for a falling one, and symmetric", () => {
  const column = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 })
  fc.assert(fc.property(column, (x) => {
    expect(correlation(x, x.map((value) => 3 * value + 1))).toBeCloseTo(1, 12)
    expect(correlation(x, x.map((value) => 2 - value))).toBeCloseTo(-1, 12)
    const y = x.map((value) => value * value % 7)
    expect(correlation(x, y)).toBe(correlation(y, x))
  }))
})
