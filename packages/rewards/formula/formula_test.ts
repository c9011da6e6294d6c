// Each formula by hand-made cases, by the definitions in plain loops, and by what the vectorised kernels make of it.
import { describe, expect, it } from "vitest"
import { random } from "@rlif/core/random/seed"
import { centered, leaveOneOut, standardized } from "./advantage.ts"
import { fixedLengthLoss, sequenceMeanLoss, sequenceSumLoss, tokenMeanLoss } from "./aggregate.ts"
import { clusterFrequency, collision } from "./cluster.ts"
import { divergence, uniformDivergence } from "./divergence.ts"
import { k1, k2, k3 } from "./divergence_estimate.ts"
import { entropy } from "./entropy.ts"
import { floats } from "./floats.ts"
import { entropyGradient, logprobGradient, selfCertaintyGradient } from "./logit_gradient.ts"
import { logSumExp } from "./log_sum_exp.ts"
import { mean } from "./mean.ts"
import { mixture } from "./mixture.ts"
import { selfCertainty, selfCertaintyOfLogits } from "./self_certainty.ts"
import { softmax } from "./softmax.ts"
import { standardDeviation, variance } from "./standard_deviation.ts"
import { clippedRatio, clippedSurrogate, dualClippedSurrogate, sequenceRatio, sequenceSurrogate } from "./surrogate.ts"
import { tokenMean, tokenSum } from "./token_reward.ts"
import { trajectoryMean, trajectorySum } from "./trajectory.ts"

const near = (got: ReadonlyArray<number>, wanted: ReadonlyArray<number>) => {
  expect(got.length).toBe(wanted.length)
  wanted.forEach((x, i) => expect(got[i]).toBeCloseTo(x, 12))
}

describe("distributions", () => {
  const p = [1 / 2, 1 / 4, 1 / 4]
  const q = [1 / 4, 1 / 2, 1 / 4]
  it("has the numbers of a half and two quarters", () => {
    expect(entropy(floats)(p)).toBeCloseTo(1.5 * Math.LN2, 12)
    expect(divergence(floats)({ p, q })).toBeCloseTo(0.25 * Math.LN2, 12)
    expect(uniformDivergence(floats)(p)).toBeCloseTo(Math.log(3) - 1.5 * Math.LN2, 12)
    expect(selfCertainty(floats)(p)).toBeCloseTo(5 / 3 * Math.LN2 - Math.log(3), 12)
    expect(selfCertaintyOfLogits(floats)([Math.LN2, 0, 0])).toBeCloseTo(5 / 3 * Math.LN2 - Math.log(3), 12)
    expect(collision(floats)(p)).toBe(3 / 8)
    expect(logSumExp(floats)([Math.LN2, 0, 0])).toBeCloseTo(2 * Math.LN2, 12)
    near(softmax(floats)([Math.LN2, 0, 0]), p)
    near(mixture(floats)({ x: p, y: q, a: 0.25 }), [7 / 16, 5 / 16, 1 / 4])
  })

  it("has the gradients that differences show", () => {
    const { normal } = random(3)
    const z = Array.from({ length: 5 }, normal)
    const slope = (f: (z: ReadonlyArray<number>) => number) =>
      z.map((x, j) => (f(z.with(j, x + 1e-5)) - f(z.with(j, x - 1e-5))) / 2e-5)
    const at = softmax(floats)(z)
    const chosen = z.map((_, i) => i === 2 ? 1 : 0)
    const pairs = [
      [entropyGradient(floats)(at), slope((z) => entropy(floats)(softmax(floats)(z)))],
      [selfCertaintyGradient(floats)(at), slope(selfCertaintyOfLogits(floats))],
      [logprobGradient(floats)({ chosen, p: at }), slope((z) => Math.log(softmax(floats)(z)[2]))],
    ]
    for (const [got, wanted] of pairs) wanted.forEach((x, j) => expect(got[j]).toBeCloseTo(x, 8))
  })
})

describe("groups and completions", () => {
  it("has the numbers of 1, 2 and 6", () => {
    const v = [1, 2, 6]
    expect(mean(floats)(v)).toBe(3)
    expect(variance(floats)(v)).toBe(7)
    expect(standardDeviation(floats)(v)).toBe(Math.sqrt(7))
    near(centered(floats)(v), [-2, -1, 3])
    near(leaveOneOut(floats)(v), [-3, -1.5, 4.5])
    near(standardized(floats)({ rewards: v, eps: 0.5 }), [-2, -1, 3].map((x) => x / (Math.sqrt(7) + 0.5)))
    expect([trajectorySum, trajectoryMean, tokenSum, tokenMean].map((of) => of(floats)(v))).toEqual([9, 3, -9, -3])
    expect(clusterFrequency(floats)([1, 0, 0, 1])).toBe(0.5)
  })
})

describe("tokens", () => {
  it("has the numbers of d = 1", () => {
    expect([k1, k2, k3].map((of) => of(floats)(1))).toEqual([-1, 0.5, Math.E - 2])
  })
  it("clips ratios, and takes the smaller gain", () => {
    const bounds = { low: 0.25, high: 0.5 }
    expect([0.5, 0.75, 1, 1.5, 2].map(clippedRatio(floats)(bounds))).toEqual([0.75, 0.75, 1, 1.5, 1.5])
    const loss = (ratio: number, advantage: number) => clippedSurrogate(floats)(bounds)({ ratio, advantage })
    expect([loss(0.5, 1), loss(0.5, -1), loss(2, 1), loss(2, -1)]).toEqual([-0.5, 0.75, -1.5, 2])
  })
  it("bounds losses of negative advantages, and no others, by the cap", () => {
    const bounds = { low: 0.25, high: 0.5, cap: 3 }
    const loss = (ratio: number, advantage: number) => dualClippedSurrogate(floats)(bounds)({ ratio, advantage })
    expect([loss(2, -1), loss(3, -1), loss(9, -1), loss(9, -2)]).toEqual([2, 3, 3, 6])
    expect([loss(9, 1), loss(9, 0), loss(0.5, 1)]).toEqual([-1.5, -0, -0.5])
  })
  it("has one ratio a sequence", () => {
    const moved = { now: [-1, -2, -3].map((x) => x * Math.LN2), old: [-2, -2, -5].map((x) => x * Math.LN2) }
    expect(sequenceRatio(floats)(moved)).toBeCloseTo(2, 12) // 2, 1 and 4
    const loss = sequenceSurrogate(floats)({ low: 0.25, high: 0.5 })({ ...moved, advantage: 4 })
    expect(loss).toBe(-6)
  })
})

it("aggregates 1, 2, 6 and 5, of two completions", () => {
  const losses = [[1, 2, 6], [5]]
  expect(tokenMeanLoss(floats)(losses)).toBe(14 / 4)
  expect(sequenceMeanLoss(floats)(losses)).toBe((3 + 5) / 2)
  expect(sequenceSumLoss(floats)(losses)).toBe((9 + 5) / 2)
  expect(fixedLengthLoss(floats)(8)(losses)).toBe(14 / 16)
})
