// The bounds themselves, against what they bound, exactly.
import { describe, expect, it } from "vitest"
import { distance, hits, meanWithin } from "./_bounds.ts"

/** P(k) of n draws. */
const binomial = (n: number, p: number) => {
  const all = [1]
  for (let i = 0; i < n; i++) {
    all.push(0)
    for (let k = i + 1; k >= 0; k--) all[k] = all[k] * (1 - p) + (k > 0 ? all[k - 1] * p : 0)
  }
  return all
}

describe.each([[1, 0.5], [12, 0.5], [40, 0.1], [40, 0.37], [200, 0.02]])("%s draws of chance %s", (n, p) => {
  const exact = binomial(n, p)

  it("Chernoff bounds the tails", () => {
    for (let k = 0; k <= n; k++) {
      const tail = exact.reduce((sum, q, j) => sum + ((k / n < p ? j <= k : j >= k) ? q : 0), 0)
      expect(hits({ k, n, p })).toBeGreaterThanOrEqual(Math.min(1, tail))
    }
  })

  it("Bernstein bounds the mean", () => {
    for (const chance of [0.3, 1e-2, 1e-4, 1e-8]) {
      const t = meanWithin({ n, variance: p * (1 - p), most: Math.max(p, 1 - p), chance })
      const outside = exact.reduce((sum, q, k) => sum + (Math.abs(k / n - p) > t ? q : 0), 0)
      expect(outside).toBeLessThanOrEqual(chance)
      // It is no excuse for everything: at most 2.5 times what a normal distribution would give, beside its range.
      expect(t).toBeLessThan(2.5 * Math.sqrt(2 * p * (1 - p) * Math.log(2 / chance) / n) + Math.log(2 / chance) / n)
    }
  })
})

it("Chernoff sees what is far out", () => {
  expect(hits({ k: 300, n: 1000, p: 0.5 })).toBeLessThan(1e-30)
  expect(hits({ k: 0, n: 1000, p: 0.05 })).toBeLessThan(1e-21)
})

it("the distance is that of distribution functions", () => {
  const uniform = (x: number) => Math.min(1, Math.max(0, x))
  expect(distance([0.5], uniform)).toBe(0.5)
  expect(distance([0.1, 0.2, 0.3], uniform)).toBeCloseTo(0.7, 12)
})
