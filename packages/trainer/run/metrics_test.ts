import { expect, it } from "vitest"
import { weighted } from "../testing/steps.ts"
import { batchMetrics } from "./metrics.ts"

it("says what TRL says, by hand", () => {
  const metrics = batchMetrics(weighted)
  expect(Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isInteger(value * 16)))).toEqual({
    reward: 2,
    frac_reward_zero_std: 0.5,
    "rewards/certainty/mean": 2,
    "rewards/exact_answer/mean": 0.75,
    "rewards/exact_answer/std": 0.5,
    "completions/mean_length": 3,
    "completions/min_length": 1,
    "completions/max_length": 5,
    "completions/clipped_ratio": 0.25,
    // Twelve completion tokens and four prompts of three.
    num_tokens: 24,
  })
  // Group a has sqrt(2), group b has none; over all four completions sqrt(2 / 3).
  expect(metrics.reward_std).toBeCloseTo(Math.SQRT2 / 2, 12)
  expect(metrics["rewards/certainty/std"]).toBeCloseTo(Math.sqrt(2 / 3), 12)
  // Rewards (1, 3, 2, 2) against (0, 1, 1, 1): 1 / sqrt(2 * 0.75).
  expect(metrics["rewards/correlation"]).toBeCloseTo(1 / Math.sqrt(1.5), 12)
  // Each completion's tokens carry its length: (4 + 16 + 1 + 25) / 12.
  expect(metrics.entropy).toBeCloseTo(46 / 12, 12)
  expect(metrics.logprob).toBeCloseTo(-46 / 12, 12)
  expect(metrics).not.toHaveProperty("self_certainty")
})

it("gives the means of all signals, those of one's own under a name that no other metric has", () => {
  const batch = weighted.map((group) => ({
    ...group,
    group: {
      ...group.group,
      rollouts: group.group.rollouts.map((rollout) => ({
        ...rollout,
        signals: {
          ...rollout.signals,
          selfCertainty: rollout.tokens.map(() => 2),
          topGap: rollout.tokens.map(() => 3),
        },
      })),
    },
  })) as unknown as typeof weighted
  const metrics = batchMetrics(batch)
  expect(metrics).toMatchObject({ self_certainty: 2, "signals/top_gap": 3 })
  expect(metrics.entropy).toBeCloseTo(46 / 12, 12)
})

it("counts the three verdicts where the components tell them apart", () => {
  const answered = [Float64Array.of(0, 1), Float64Array.of(1, 1)]
  const batch = weighted.map((group, g) => ({ ...group, components: { ...group.components, answered: answered[g] } }))
  // Answers (none, right, right, right), then (wrong, right, right, right).
  const counts = { "verdicts/correct": 3, "verdicts/wrong": 0, "verdicts/unparsable": 1 }
  expect(batchMetrics(batch)).toMatchObject(counts)
  answered[0][0] = 1
  expect(batchMetrics(batch)).toMatchObject({ ...counts, "verdicts/wrong": 1, "verdicts/unparsable": 0 })
  expect(batchMetrics(weighted)).not.toHaveProperty("verdicts/correct")
})

it("leaves the correlation out where it means nothing", () => {
  expect(batchMetrics(weighted.slice(1))).not.toHaveProperty("rewards/correlation")
  expect(batchMetrics(weighted, { truth: "nothing" })).not.toHaveProperty("rewards/correlation")
})

it("gives a group of one no spread", () => {
  const [{ group, ...rest }] = weighted
  const one = { ...rest, group: { ...group, rollouts: group.rollouts.slice(0, 1) }, rewards: Float64Array.of(5) }
  expect(batchMetrics([{ ...one, components: {} }])).toMatchObject({
    reward_std: 0,
    frac_reward_zero_std: 1,
    reward: 5,
  })
})
