import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { sampleGroups } from "./testing/sample_groups.ts"
import { selfCertainty } from "./self_certainty.ts"
import { tokenEntropy } from "./token_entropy.ts"
import { trajectoryEntropy, trajectoryMean, trajectorySum } from "./trajectory_entropy.ts"

const [group] = sampleGroups({ groups: 1, size: 5 })
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0)

describe.each(
  [
    { make: selfCertainty, signal: "selfCertainty", sign: 1, standard: "mean" },
    { make: tokenEntropy, signal: "entropy", sign: -1, standard: "mean" },
    { make: trajectoryEntropy, signal: "logprob", sign: 1, standard: "sum" },
  ] as const,
)("$signal", ({ make, signal, sign, standard }) => {
  const totals = (normaliser?: "mean" | "sum" | number) => {
    const reward = make(normaliser === undefined ? {} : { normaliser })
    const [score] = Effect.runSync(reward.score([group]))
    return [...score.total]
  }
  it("is the signed sum, mean or constant share of its signal", () => {
    const sums = group.rollouts.map(({ signals }) => sign * sum(signals[signal]))
    const lengths = group.rollouts.map(({ tokens }) => tokens.length)
    expect(new Set(lengths).size).toBeGreaterThan(1)
    totals("sum").forEach((value, i) => expect(value).toBeCloseTo(sums[i], 5))
    totals("mean").forEach((value, i) => expect(value).toBeCloseTo(sums[i] / lengths[i], 5))
    totals(16).forEach((value, i) => expect(value).toBeCloseTo(sums[i] / 16, 5))
  })
  it("defaults to the paper's normaliser", () => expect(totals()).toEqual(totals(standard)))
})

it.each([[trajectoryMean, "mean"], [trajectorySum, "sum"]] as const)(
  "%o is the trajectory-level reward with its normaliser, by its own name",
  (make, normaliser) => {
    const [own, general] = [make(), trajectoryEntropy({ normaliser })].map(({ score }) =>
      Effect.runSync(score([group]))[0]
    )
    expect(own.total).toEqual(general.total)
    expect(own.components).toEqual({ [`trajectory_${normaliser}`]: own.total })
    const cold = Effect.runSync(Effect.flip(make({ temperature: 0.5 }).score([group])))
    expect(cold).toMatchObject({ reward: `trajectory_${normaliser}`, expected: 0.5, actual: 1 })
  },
)
