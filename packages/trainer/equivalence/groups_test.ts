import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { refuted } from "./assert.ts"
import { claim } from "./claim.ts"
import { groups, type KnownGroup, rewardGroups } from "./groups.ts"

const sample = <A>(of: Arbitrary.Arbitrary<A>) =>
  Effect.runSync(Arbitrary.sampleEffect(of, { count: 300, seed: 7, size: 100 }))

describe("groups", () => {
  const drawn = sample(groups())

  it("have the signals of their distributions, in single precision", () => {
    for (const { rollouts, paths } of drawn) {
      rollouts.forEach(({ tokens, signals }, i) => {
        expect([...tokens]).toEqual(paths[i].map(({ token }) => token))
        paths[i].forEach(({ p, token }, t) => {
          const logs = p.map(Math.log)
          const entropy = -p.reduce((sum, x, j) => sum + x * logs[j], 0)
          const certainty = -logs.reduce((sum, x) => sum + x, 0) / p.length - Math.log(p.length)
          expect(signals.logprob[t]).toBe(Math.fround(logs[token]))
          expect(signals.entropy[t]).toBeCloseTo(entropy, 6)
          expect(signals.selfCertainty[t]).toBeCloseTo(certainty, 5)
        })
      })
    }
  })

  it("are of one vocabulary each, of several sizes and lengths", () => {
    const widths = drawn.map(({ paths }) => new Set(paths.flat().map(({ p }) => p.length)))
    expect(widths.every(({ size }) => size === 1)).toBe(true)
    expect(new Set(widths.flatMap((all) => [...all]))).toEqual(new Set([2, 3, 4, 5]))
    expect(new Set(drawn.map(({ rollouts }) => rollouts.length))).toEqual(new Set([2, 3, 4]))
    expect(new Set(drawn.flatMap(({ paths }) => paths.map(({ length }) => length)))).toEqual(new Set([1, 2, 3, 4]))
  })

  it("shrink to two completions of one token, alike", async () => {
    const long = claim("never so long", groups(), { of: ({ paths }) => paths[0].length, within: 1 })
    const { counterexample } = await refuted<KnownGroup>(long)
    const at = { p: [1 / 2, 1 / 2], token: 0 }
    expect(counterexample.paths).toEqual([[at, at], [at]])
  })
})

it("rewards may tie, and are distinct where they are asked to be", () => {
  const constant = (rewards: Float64Array) => rewards.every((r) => r === rewards[0])
  expect(sample(rewardGroups({ most: 2 })).some(constant)).toBe(true)
  expect(sample(rewardGroups({ most: 2, distinct: true })).some(constant)).toBe(false)
})
