import { Effect } from "effect"
import { expect, it } from "vitest"
import { sampleGroups } from "./testing/sample_groups.ts"
import { answered } from "./answered.ts"
import { exactAnswer } from "./exact_answer.ts"
import type { Reward } from "./reward.ts"

const texts = ["1 + 1 = 2 ; A 2 $", "A 2", "A 3 $", "A 22 $", "A 2 $ $"]
const [sampled] = sampleGroups({ groups: 1, size: texts.length })
const group = {
  ...sampled,
  problem: { ...sampled.problem, gold: "2" },
  rollouts: sampled.rollouts.map((rollout, i) => ({ ...rollout, text: texts[i] })),
}
const of = (reward: Reward) => [...Effect.runSync(reward.score([group]))[0].total]

it("wants the form of the generated arithmetic unless told otherwise", () => {
  expect(of(exactAnswer())).toEqual([1, 0, 0, 0, 0])
  expect(of(answered())).toEqual([1, 0, 1, 0, 0])
})

it("takes any of several gold answers", () => {
  const several = { ...group, problem: { ...group.problem, gold: "7", alsoGold: ["3", "2"] } }
  const scored = (reward: Reward) => [...Effect.runSync(reward.score([several]))[0].total]
  expect(scored(exactAnswer())).toEqual([1, 0, 1, 0, 0])
  expect(scored(answered())).toEqual([1, 0, 1, 0, 0])
})

it("takes another form of answer", () => {
  const answer = (text: string) => /A (\d+)/.exec(text)?.[1]
  expect(of(exactAnswer({ answer }))).toEqual([1, 1, 0, 0, 1])
  expect(of(answered({ answer }))).toEqual([1, 1, 1, 1, 1])
})
