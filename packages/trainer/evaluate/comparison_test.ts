import { random, seed } from "@rlif/core/random/seed"
import { describe, expect, it } from "vitest"
import type { Answered } from "./answered.ts"
import { compare } from "./comparison.ts"
import { wilson } from "./wilson.ts"

/** Problems of which so many of so many completions are right. */
const side = (rights: ReadonlyArray<number>, of: number): ReadonlyArray<Answered> =>
  rights.map((right, i) => ({
    problem: { id: `${i}`, problem: "1 + 1 =", gold: "2" },
    completions: Array.from({ length: of }, (_, j) => ({
      text: "",
      tokens: 1,
      finish: "stop",
      verdict: j < right ? "correct" : j % 2 ? "wrong" : "unparsable",
    })),
  }))
const repeat = (times: number, value: number): ReadonlyArray<number> => Array<number>(times).fill(value)

it("pairs single completions: McNemar's test, and who was right alone", () => {
  // 20 problems both are right about, 8 only b, 1 only a, 11 neither.
  const a = side([...repeat(20, 1), ...repeat(8, 0), 1, ...repeat(11, 0)], 1)
  const b = side([...repeat(20, 1), ...repeat(8, 1), 0, ...repeat(11, 0)], 1)
  const found = compare(a, b)
  expect(found).toMatchObject({ problems: 40, test: "mcnemar", better: { a: 1, b: 8, alike: 31 } })
  expect(found.accuracies).toEqual([21 / 40, 28 / 40])
  expect(found.difference).toBeCloseTo(7 / 40, 12)
  expect(found.p).toBeCloseTo(20 / 512, 12)
  // The mirror image.
  const turned = compare(b, a)
  expect(turned).toMatchObject({ p: found.p, better: { a: 8, b: 1, alike: 31 } })
  expect(turned.difference).toBeCloseTo(-found.difference, 12)
  expect(turned.low).toBeCloseTo(-found.high, 12)
})

it("compares several completions a problem, also where one model has more", () => {
  const found = compare(side([1, 0, 2, 1], 2), side([4, 3, 4, 1], 4))
  expect(found).toMatchObject({ test: "sign-flip", better: { a: 1, b: 2, alike: 1 } })
  expect(found.difference).toBeCloseTo((0.5 + 0.75 + 0 - 0.25) / 4, 12)
  // Of eight sums of -+ 2, 3 and 1, these are as far from 0 as 4: 6, 4, -4, -6.
  expect(found.p).toBeCloseTo(4 / 8, 12)
})

it("is never sure of nothing: no difference on few problems has a wide interval", () => {
  const alike = compare(side(repeat(6, 0), 4), side(repeat(6, 0), 4))
  expect(alike).toMatchObject({ difference: 0, p: 1, better: { alike: 6 } })
  // V = 6/4, Q = 0, d = 1/4: as Wilson's for 12 of 24.
  expect(alike.high).toBeCloseTo(2 * wilson(12, 24).high - 1, 12)
  expect(alike.low).toBeCloseTo(-alike.high, 12)
  const all = compare(side(repeat(6, 0), 1), side(repeat(6, 1), 1))
  expect(all).toMatchObject({ difference: 1, high: 1, p: 2 / 64 })
  expect(all.low).toBeCloseTo(2 * wilson(6, 6).low - 1, 12)
})

describe("covers the true difference of single completions, by every outcome", () => {
  const logFactorials = [0]
  for (let i = 1; i <= 100; i++) logFactorials.push(logFactorials[i - 1] + Math.log(i))
  const power = (times: number, p: number) => times === 0 ? 0 : times * Math.log(p)

  it.each([10, 20, 50].flatMap((n) => [0.02, 0.1, 0.3, 0.6, 0.9].map((differ) => ({ n, differ }))))(
    "$n problems of which they differ about $differ",
    ({ n, differ }) => {
      for (const part of [0.05, 0.25, 0.5, 0.75, 0.95]) {
        const [gain, loss] = [differ * part, differ * (1 - part)]
        let covered = 0
        for (let b = 0; b <= n; b++) {
          for (let a = 0; a + b <= n; a++) {
            const alike = n - a - b
            const chance = Math.exp(
              logFactorials[n] - logFactorials[a] - logFactorials[b] - logFactorials[alike] + power(b, gain) +
                power(a, loss) +
                power(alike, 1 - differ),
            )
            if (chance < 1e-9) continue
            const zeros = [...repeat(b, 0), ...repeat(a, 1), ...repeat(alike, 0)]
            const ones = [...repeat(b, 1), ...repeat(a, 0), ...repeat(alike, 0)]
            const { low, high } = compare(side(zeros, 1), side(ones, 1))
            if (low <= gain - loss + 1e-12 && gain - loss - 1e-12 <= high) covered += chance
          }
        }
        expect(covered).toBeGreaterThan(0.945)
      }
    },
  )
})

it("covers the true difference of several completions about 95 times in 100, and is not too wide", () => {
  const trials = 600
  let [covered, width, spread] = [0, 0, 0]
  for (let trial = 0; trial < trials; trial++) {
    const { uniform } = random(seed("pairs", trial))
    const right = (p: number, of: number) => repeat(of, 0).filter(() => uniform() < p).length
    const chances = Array.from({ length: 60 }, () => {
      const p = uniform()
      return [p * 0.8, Math.min(1, p * 0.8 + 0.2 * uniform())] as const
    })
    const { low, high, difference } = compare(
      side(chances.map(([p]) => right(p, 4)), 4),
      side(chances.map(([, p]) => right(p, 4)), 4),
    )
    // The mean of 0.2 u.
    if (low <= 0.1 && 0.1 <= high) covered++
    width += (high - low) / trials
    spread += (difference - 0.1) ** 2 / trials
  }
  // 570 expected, standard deviation 5.3.
  expect(covered).toBeGreaterThan(554)
  expect(covered).toBeLessThan(592)
  expect(width / (2 * 1.96 * Math.sqrt(spread))).toBeLessThan(1.2)
})
