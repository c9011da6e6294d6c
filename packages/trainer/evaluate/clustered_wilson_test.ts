import { random, seed } from "@rlif/core/random/seed"
import { describe, expect, it } from "vitest"
import { clusteredWilson } from "./clustered_wilson.ts"
import { wilson } from "./wilson.ts"

it("is Wilson's where every number is 0 or 1, also at all 0 and all 1", () => {
  for (let n = 1; n < 30; n++) {
    for (let k = 0; k <= n; k++) {
      const { low, high } = clusteredWilson(Array.from({ length: n }, (_, i) => Number(i < k)))
      expect(low).toBeCloseTo(wilson(k, n).low, 12)
      expect(high).toBeCloseTo(wilson(k, n).high, 12)
    }
  }
  expect(clusteredWilson([0, 0, 0, 0, 0, 0])).toEqual({ low: 0, high: wilson(0, 6).high })
  expect(clusteredWilson([1, 1, 1, 1, 1, 1])).toEqual({ low: wilson(6, 6).low, high: 1 })
  expect(clusteredWilson([])).toEqual({ low: 0, high: 1 })
})

it("agrees with a value worked out by hand, and narrows as completions of a problem differ", () => {
  // S = 2, V = 1, Q = 0: d = 1/3, n / d = 12, 0.5 -+ 1.95996 sqrt(12 / 4 + 0.96036) / 15.84146
  expect(clusteredWilson([0.5, 0.5, 0.5, 0.5]).low).toBeCloseTo(0.2538, 4)
  expect(clusteredWilson([0.5, 0.5, 0.5, 0.5]).high).toBeCloseTo(0.7462, 4)
  const width = (values: ReadonlyArray<number>) => clusteredWilson(values).high - clusteredWilson(values).low
  expect(width([0, 1, 0, 1, 0, 1])).toBeGreaterThan(width([0.25, 0.75, 0.25, 0.75, 0.25, 0.75]))
  expect(width([0.25, 0.75, 0.25, 0.75, 0.25, 0.75])).toBeGreaterThan(width([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]))
})

it("stays inside [0, 1] around the mean, and mirrors", () => {
  for (let trial = 0; trial < 500; trial++) {
    const { uniform, integer } = random(seed("clustered", trial))
    const values = Array.from({ length: 1 + integer(12) }, () => Math.round(4 * uniform() ** 2) / 4)
    const { low, high } = clusteredWilson(values)
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length
    expect(low).toBeGreaterThanOrEqual(0)
    expect(high).toBeLessThanOrEqual(1)
    expect(mean).toBeGreaterThanOrEqual(low)
    expect(mean).toBeLessThanOrEqual(high)
    expect(clusteredWilson(values.map((x) => 1 - x)).low).toBeCloseTo(1 - high, 12)
  }
})

/** The probabilities of 0 to k right completions of a problem, whose chance of each is p[j] with probability w[j]. */
const problem = (k: number, parts: ReadonlyArray<readonly [weight: number, p: number]>): ReadonlyArray<number> =>
  Array.from(
    { length: k + 1 },
    (_, right) =>
      parts.reduce((sum, [weight, p]) => sum + weight * choose(k, right) * p ** right * (1 - p) ** (k - right), 0),
  )

const choose = (n: number, k: number): number => (k === 0 ? 1 : choose(n, k - 1) * (n - k + 1) / k)

/** How likely the interval of n such problems holds their mean: added up over every outcome. */
const coverage = (n: number, levels: ReadonlyArray<number>): number => {
  const k = levels.length - 1
  const mean = levels.reduce((sum, chance, right) => sum + chance * right / k, 0)
  const count = (level: number, left: number, values: ReadonlyArray<number>, chance: number): number => {
    if (chance === 0) return 0
    if (level === k) {
      const all = [...values, ...Array<number>(left).fill(1)]
      const { low, high } = clusteredWilson(all)
      return low <= mean + 1e-12 && mean - 1e-12 <= high ? chance * levels[k] ** left : 0
    }
    let sum = 0
    for (let c = 0; c <= left; c++) {
      const next = chance * choose(left, c) * levels[level] ** c
      sum += count(level + 1, left - c, [...values, ...Array<number>(c).fill(level / k)], next)
    }
    return sum
  }
  return count(0, n, [], 1)
}

describe("covers the mean of all problems, by every outcome of n problems", () => {
  const shares = Array.from({ length: 25 }, (_, i) => 0.02 + 0.04 * i)
  const near = (p: number, by: number) => [[0.5, Math.max(0, p - by)], [0.5, Math.min(1, p + by)]] as const
  // Wilson's own is 0.953 on average and 0.83 at worst for 6 problems, 0.954 and 0.92 for 20; 0.95 is meant.
  it.each([
    { how: "all or nothing", n: 6, k: 1, parts: (p: number) => [[1, p]] as const, mean: 0.945, least: 0.83 },
    { how: "independent pairs", n: 6, k: 2, parts: (p: number) => [[1, p]] as const, mean: 0.95, least: 0.88 },
    { how: "independent fours", n: 6, k: 4, parts: (p: number) => [[1, p]] as const, mean: 0.95, least: 0.95 },
    { how: "two kinds", n: 6, k: 4, parts: (p: number) => near(p, 0.2), mean: 0.95, least: 0.95 },
    { how: "rarely all", n: 6, k: 4, parts: (p: number) => [[p, 1], [1 - p, 0.02]] as const, mean: 0.94, least: 0.83 },
    { how: "all or nothing", n: 20, k: 1, parts: (p: number) => [[1, p]] as const, mean: 0.945, least: 0.92 },
    { how: "independent pairs", n: 20, k: 2, parts: (p: number) => [[1, p]] as const, mean: 0.95, least: 0.94 },
    { how: "two kinds", n: 20, k: 2, parts: (p: number) => near(p, 0.3), mean: 0.945, least: 0.93 },
    {
      how: "rarely both",
      n: 40,
      k: 2,
      parts: (p: number) => [[p, 1], [1 - p, 0.02]] as const,
      mean: 0.945,
      least: 0.93,
    },
  ])("$how of $k, $n problems", ({ n, k, parts, mean, least }) => {
    const found = shares.map((p) => coverage(n, problem(k, parts(p))))
    expect(found.reduce((sum, x) => sum + x, 0) / found.length).toBeGreaterThan(mean)
    expect(Math.min(...found)).toBeGreaterThan(least)
    // An interval that always covers says nothing.
    expect(Math.min(...found)).toBeLessThan(0.9999)
  })
})
