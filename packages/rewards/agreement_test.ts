// The rewards that look for agreement in a group: by hand, and where there is nothing to agree on.
import { Effect } from "effect"
import { expect, it } from "vitest"
import { sampleGroups } from "./_sample_groups.ts"
import { lastNumber } from "./answer/last_number.ts"
import { clusterFrequency } from "./cluster_frequency.ts"
import { majorityVote } from "./majority_vote.ts"
import type { Reward } from "./reward.ts"

const of = (reward: Reward, texts: ReadonlyArray<string>) => {
  const [sampled] = sampleGroups({ groups: 1, size: texts.length })
  const group = { ...sampled, rollouts: sampled.rollouts.map((rollout, i) => ({ ...rollout, text: texts[i] })) }
  return [...Effect.runSync(reward.score([group]))[0].total]
}

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
