import { random, seed } from "@rlif/core/random/seed"
import { expect, it } from "vitest"
import { signFlip } from "./sign_flip.ts"

it("is the share of all signs whose sum is as far from 0", () => {
  for (let trial = 0; trial < 100; trial++) {
    const { integer } = random(seed("signs", trial))
    const differences = Array.from({ length: 1 + integer(10) }, () => (trial % 3 + 1) * (integer(9) - 4))
    const seen = Math.abs(differences.reduce((sum, d) => sum + d, 0))
    const count = 2 ** differences.length
    let far = 0
    for (let signs = 0; signs < count; signs++) {
      const sum = differences.reduce((sum, d, i) => sum + (signs >> i & 1 ? d : -d), 0)
      if (Math.abs(sum) >= seen) far++
    }
    expect(signFlip(differences)).toBeCloseTo(far / count, 12)
  }
})

it("is McNemar's exact test for single completions", () => {
  const of = (b: number, c: number) => signFlip([...Array(b).fill(1), ...Array(c).fill(-1), 0, 0, 0])
  // 2 (C(9,0) + C(9,1)) / 2^9, as in any table of the binomial.
  expect(of(8, 1)).toBeCloseTo(20 / 512, 15)
  expect(of(1, 8)).toBe(of(8, 1))
  // The example of scipy and statsmodels for 121 against 59: exact p 4.434e-06.
  expect(of(59, 121) / 4.434e-6).toBeCloseTo(1, 3)
  expect(of(3, 3)).toBe(1)
  expect(of(0, 0)).toBe(1)
})

it("rejects at 5% at most 5 times in 100 where there is no difference, and most times where there is", () => {
  let [wrongly, rightly] = [0, 0]
  for (let trial = 0; trial < 1000; trial++) {
    const { uniform } = random(seed("rejecting", trial))
    const right = (p: number) => [0, 0, 0, 0].filter(() => uniform() < p).length
    const pairs = (by: number) =>
      Array.from({ length: 40 }, () => {
        const p = uniform() * (1 - by)
        return right(p + by) - right(p)
      })
    if (signFlip(pairs(0)) <= 0.05) wrongly++
    if (signFlip(pairs(0.2)) <= 0.05) rightly++
  }
  // 50 expected at most, standard deviation 7.
  expect(wrongly).toBeLessThan(71)
  expect(wrongly).toBeGreaterThan(20)
  expect(rightly).toBeGreaterThan(900)
})
