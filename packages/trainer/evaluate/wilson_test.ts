import { expect, it } from "vitest"
import { wilson } from "./wilson.ts"

// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
it.each([
  { k: 81, n: 263, low: 0.2553, high: 0.3662 },
  { k: 15, n: 148, low: 0.0624, high: 0.1605 },
  { k: 0, n: 20, low: 0, high: 0.1611 },
  { k: 1, n: 29, low: 0.0061, high: 0.1718 },
])("$k of $n", ({ k, n, low, high }) => {
  expect(wilson(k, n).low).toBeCloseTo(low, 4)
  expect(wilson(k, n).high).toBeCloseTo(high, 4)
})

it("is the set of proportions that a score test would not reject", () => {
  for (const [k, n] of [[3, 10], [50, 60], [1, 2]]) {
    for (const p of [wilson(k, n).low, wilson(k, n).high]) {
      expect(Math.abs(k / n - p) / Math.sqrt(p * (1 - p) / n)).toBeCloseTo(1.959964, 5)
    }
  }
})

it("is symmetric, inside [0, 1] and never empty", () => {
  for (let n = 1; n < 40; n++) {
    for (let k = 0; k <= n; k++) {
      const { low, high } = wilson(k, n)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      expect(high).toBeGreaterThan(low)
      expect(low).toBeCloseTo(1 - wilson(n - k, n).high, 12)
    }
  }
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
})
