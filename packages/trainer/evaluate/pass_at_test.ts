import { expect, it } from "vitest"
import { passAt } from "./pass_at.ts"

/** Every subset of size k of n things, as lists of places. */
const subsets = (n: number, k: number): ReadonlyArray<ReadonlyArray<number>> =>
  k === 0 ? [[]] : n < k ? [] : [...subsets(n - 1, k), ...subsets(n - 1, k - 1).map((rest) => [...rest, n - 1])]

it("is the share of subsets with a right one", () => {
  for (let n = 1; n <= 8; n++) {
    for (let correct = 0; correct <= n; correct++) {
      for (let k = 1; k <= n; k++) {
        const all = subsets(n, k)
        const passed = all.filter((subset) => subset.some((place) => place < correct)).length
        expect(passAt(k, { correct, completions: n })).toBeCloseTo(passed / all.length, 12)
      }
    }
  }
})

it("has no bias: its expectation is the chance that one of k is right", () => {
  const [n, p] = [10, 0.3]
  for (const k of [1, 3, 10]) {
    let [expected, weight] = [0, (1 - p) ** n]
    for (let correct = 0; correct <= n; correct++) {
      expected += weight * passAt(k, { correct, completions: n })
      weight *= (n - correct) / (correct + 1) * p / (1 - p)
    }
    expect(expected).toBeCloseTo(1 - (1 - p) ** k, 12)
  }
})

it("stays a number for thousands of completions", () => {
  expect(passAt(1, { correct: 1, completions: 5000 })).toBeCloseTo(1 / 5000, 15)
  expect(passAt(2500, { correct: 1, completions: 5000 })).toBeCloseTo(0.5, 12)
})
