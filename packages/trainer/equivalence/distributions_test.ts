import { entropy, floats, selfCertainty } from "@rlif/rewards/formula"
import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { outcome } from "./_outcome.ts"
import { refuted } from "./assert.ts"
import { claim } from "./claim.ts"
import {
  type Distribution,
  distributionPairs,
  distributions,
  logits,
  majorisingPairs,
  ofBoth,
  type Pair,
  temperatureFamilies,
} from "./distributions.ts"
import { sameOrdering } from "./same_ordering.ts"

const sample = <A>(of: Arbitrary.Arbitrary<A>, count = 400) =>
  Effect.runSync(Arbitrary.sampleEffect(of, { count, seed: 3, size: 100 }))
const total = (p: Distribution) => p.reduce((sum, x) => sum + x, 0)
const certainty = (p: Distribution) => -entropy(floats)(p)
const most = (p: Distribution) => Math.max(...p)

describe("distributions", () => {
  const drawn = sample(distributions())

  it("are positive, sum to 1, and have 2 to 6 symbols", () => {
    for (const p of drawn) {
      expect(Math.abs(total(p) - 1)).toBeLessThan(1e-12)
      expect(Math.min(...p)).toBeGreaterThan(0)
    }
    expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([2, 3, 4, 5, 6]))
  })

  it("come near a vertex, near uniform, and to uniform itself", () => {
    const gap = (p: Distribution) => most(p) - 1 / p.length
    expect(drawn.some((p) => 1 - most(p) < 1e-6)).toBe(true)
    expect(drawn.some((p) => gap(p) > 0 && gap(p) < 1e-3)).toBe(true)
    expect(sample(distributions({ most: 2 })).some((p) => gap(p) === 0)).toBe(true)
  })

  it("shrink to what is left when no symbol and no weight can be spared", async () => {
    const three = claim("at most two symbols", distributions(), { of: (p) => p.length, within: 2 })
    expect((await refuted<Distribution>(three)).counterexample).toEqual([1 / 3, 1 / 3, 1 / 3])
    const half = claim("no symbol above 1/2", distributions(), { of: most, within: 0.5 })
    expect((await refuted<Distribution>(half)).counterexample.toSorted()).toEqual([1 / 3, 2 / 3])
  })
})

it("logits are finite, of both signs, and shrink to zeros", async () => {
  const drawn = sample(logits()).flat()
  expect(Math.max(...drawn)).toBe(8)
  expect(Math.min(...drawn)).toBe(-8)
  const wide = claim("never five", logits(), { of: ({ length }) => length, within: 4 })
  expect((await refuted(wide)).counterexample).toEqual([0, 0, 0, 0, 0])
})

it("the colder of a temperature family is the hotter to a power", () => {
  for (const { a, b, p, q } of sample(temperatureFamilies())) {
    expect(0 < a && a < b && b <= 4).toBe(true)
    expect(most(q)).toBeGreaterThan(most(p))
    const ratios = p.map((x, j) => Math.log(x / p[0]) * b - Math.log(q[j] / q[0]) * a)
    expect(Math.max(...ratios.map(Math.abs))).toBeLessThan(1e-9)
  }
})

it("the larger of a majorising pair has every partial sum of its largest at least as large", () => {
  const sums = (p: Distribution) => p.toSorted((x, y) => y - x).map((_, k, sorted) => total(sorted.slice(0, k + 1)))
  const pairs = sample(majorisingPairs())
  for (const { p, q } of pairs) {
    const lower = sums(q)
    sums(p).forEach((x, k) => expect(x).toBeGreaterThan(lower[k] - 1e-12))
  }
  expect(pairs.filter(({ p, q }) => most(p) > most(q)).length).toBeGreaterThan(100)
})

describe("entropy and self-certainty, as orderings of two distributions", () => {
  const sides = [ofBoth(certainty), ofBoth(selfCertainty(floats))] as const

  it.each(
    [
      ["two symbols", distributionPairs({ most: 2 })],
      ["a temperature family", temperatureFamilies()],
      ["majorising pairs", majorisingPairs()],
    ] as const,
  )("agree on %s", async (_, pairs) => {
    expect(await outcome(sameOrdering("", pairs as Arbitrary.Arbitrary<Pair>, { sides }), { runs: 300 }))
      .toMatchObject({ held: true, cases: 300 })
  })

  it.each([0, 1, 2, 3, 4])("part ways at three symbols, seed %i, in the simplest way there is", async (seed) => {
    const { cases, counterexample } = await refuted<Pair>(sameOrdering("", distributionPairs(), { sides }), { seed })
    expect(cases).toBeLessThan(100)
    const sorted = [counterexample.p, counterexample.q].map((p) => p.toSorted()).toSorted((a, b) => a[0] - b[0])
    expect(sorted).toEqual([[1 / 7, 2 / 7, 4 / 7], [1 / 5, 1 / 5, 3 / 5]])
  })
})
