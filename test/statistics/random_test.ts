// Where all draws come from: numbers of many seeds, and many of one.
import { random, seed } from "@rlif/core/random/seed"
import { describe, expect, it } from "vitest"
import { distance, distributionWithin, hits } from "./_bounds.ts"
import { chance, runSeed } from "./_budget.ts"

const n = 200_000
const ways = {
  "many of one seed": (draw: (from: ReturnType<typeof random>) => number) => {
    const one = random(seed(runSeed, "many"))
    return Array.from({ length: n }, () => draw(one))
  },
  "the first of many seeds": (draw: (from: ReturnType<typeof random>) => number) =>
    Array.from({ length: n }, (_, i) => draw(random(seed(runSeed, "sample", 0, `${i >> 3}`, i & 7)))),
}

/** Phi, by its series: right to 1e-15 within eight standard deviations. */
const normal = (x: number): number => {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0
  let [term, sum] = [x, x]
  for (let k = 1; Math.abs(term) > 1e-18; k++) sum += term *= x * x / (2 * k + 1)
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)
}

describe.each(Object.entries(ways))("%s", (_, draws) => {
  it("uniform", () => {
    const far = distributionWithin({ n, chance: chance("uniform", 2) })
    // Multiples of 2^-23: the steps of the distribution function are as large.
    expect(distance(draws(({ uniform }) => uniform()), (x) => x)).toBeLessThan(far + 2 ** -23)
  })

  it("normal", () => {
    const far = distributionWithin({ n, chance: chance("normal", 2) })
    expect(distance(draws(({ normal }) => normal()), normal)).toBeLessThan(far + 1e-6)
  })

  it("integer", () => {
    const below = 7
    const found = draws(({ integer }) => integer(below))
    for (let x = 0; x < below; x++) {
      const k = found.filter((y) => y === x).length
      expect(hits({ k, n, p: 1 / below })).toBeGreaterThan(chance("integer", 2 * below))
    }
  })
})
