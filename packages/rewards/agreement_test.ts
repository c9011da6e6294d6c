// The rewards that look for agreement in a group: by hand, and where there is nothing to agree on.
import type { Group } from "@rlif/core/sample/group"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { sampleGroups } from "./testing/sample_groups.ts"
import { lastNumber } from "./answer/last_number.ts"
import type { Engine, EngineError } from "./answer/math/engine/engine.ts"
import { layerWorker } from "./answer/math/engine/worker.ts"
import { mathematically } from "./answer/math/mathematically.ts"
import { mathAnswer } from "./answer/math_answer.ts"
import { answered } from "./answered.ts"
import { clusterFrequency } from "./cluster_frequency.ts"
import { exactAnswer } from "./exact_answer.ts"
import { majorityVote } from "./majority_vote.ts"
import type { Reward } from "./reward.ts"

const groupOf = (texts: ReadonlyArray<string>, gold = "1"): Group => {
  const [sampled] = sampleGroups({ groups: 1, size: texts.length })
  return {
    ...sampled,
    problem: { ...sampled.problem, gold },
    rollouts: sampled.rollouts.map((rollout, i) => ({ ...rollout, text: texts[i] })),
  }
}
const of = (reward: Reward, texts: ReadonlyArray<string>) => [
  ...Effect.runSync(reward.score([groupOf(texts)]))[0].total,
]

it.each(
  [
    ["5 7 7 hm 7", [0, 1, 1, 0, 1], [1 / 5, 3 / 5, 3 / 5, 0, 3 / 5]],
    // The first of two that are equally frequent; those without an answer do not vote, however many.
    ["hm 4 5 5 4 hm hm", [0, 1, 0, 0, 1, 0, 0], [0, 2 / 7, 2 / 7, 2 / 7, 2 / 7, 0, 0]],
    ["hm hm", [0, 0], [0, 0]],
    ["3", [1], [1]],
  ] as const,
)("of %j", (texts, majority, frequency) => {
  expect(of(majorityVote({ answer: lastNumber }), texts.split(" "))).toEqual(majority)
  expect(of(clusterFrequency({ answer: lastNumber }), texts.split(" "))).toEqual(frequency)
})

it("takes the form of the generated arithmetic unless told otherwise", () => {
  expect(of(majorityVote(), ["A 3 $", "3", "3"])).toEqual([1, 0, 0])
  expect(of(clusterFrequency(), ["A 3 $", "3", "3"])).toEqual([1 / 3, 0, 0])
})

it("agrees on what answers mean, with the verifiable rewards beside it", () =>
  Effect.gen(function* () {
    const answers = { answer: mathAnswer, compare: mathematically }
    const texts = [
      "\\boxed{2\\sqrt{2}}",
      "The answer is 3",
      "#### 6/2",
      "so $\\boxed{\\sqrt{8}}$",
      "\\boxed{x^}",
      "\\boxed{8^{1/2}}",
      "I have no idea.",
    ]
    const totals = (reward: Reward<never, EngineError, Engine>, gold?: string) =>
      Effect.map(reward.score([groupOf(texts, gold)]), ([{ total }]) => [...total])
    expect(yield* totals(majorityVote(answers))).toEqual([1, 0, 0, 1, 0, 1, 0])
    expect(yield* totals(clusterFrequency(answers))).toEqual([3, 2, 2, 3, 0, 3, 0].map((n) => n / 7))
    expect(yield* totals(exactAnswer(answers), "3.0")).toEqual([0, 1, 1, 0, 0, 0, 0])
    expect(yield* totals(answered(answers), "3.0")).toEqual([1, 1, 1, 1, 0, 1, 0])
    // A gold answer that cannot be read pays nobody, not even who repeats it.
    expect(yield* totals(exactAnswer(answers), "x^")).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(yield* totals(answered(answers), "x^")).toEqual([0, 0, 0, 0, 0, 0, 0])
  }).pipe(Effect.provide(layerWorker({ limit: "1 minute" })), Effect.runPromise))
