import { exactAnswer } from "@rlif/rewards/exact-answer"
import { majorityVote } from "@rlif/rewards/majority-vote"
import type { Group } from "@rlif/core/sample/group"
import { Arbitrary, Effect } from "effect"
import { answerGroups, givenAnswer } from "../equivalence/answer_groups.ts"
import { measured } from "../equivalence/claim.ts"
import { sameAdvantages } from "../equivalence/same_advantages.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Theorem } from "./theorem.ts"

const answer = givenAnswer
const vote = majorityVote({ answer })
const exact = exactAnswer({ answer })

const answersOf = ({ rollouts }: Group) => rollouts.flatMap(({ text }) => answer(text) ?? [])

/** The answer that most give, of equally frequent ones the first: counted afresh. */
const majorityOf = (group: Group): string | undefined => {
  const given = answersOf(group)
  const votes = (of: string) => given.filter((other) => other === of).length
  return given.reduce<string | undefined>(
    (best, next) => best === undefined || votes(next) > votes(best) ? next : best,
    undefined,
  )
}

const withGold = (group: Group, gold: string): Group => ({ ...group, problem: { ...group.problem, gold } })

/** At least one completion has an answer. */
const answering = answerGroups({ silent: false })

/** The majority is right. */
const rightMajority = Arbitrary.map(answering, (group) => withGold(group, majorityOf(group)!))

/** 0 where the two rewards are the same on a group exactly if the majority is right, else 1. */
const differing = (group: Group) =>
  Effect.map(Effect.all([vote.score([group]), exact.score([group])]), ([[a], [b]]) => {
    const same = a.total.every((r, i) => r === b.total[i])
    return same === (majorityOf(group) === group.problem.gold) ? 0 : 1
  })

/**
 * E15
 * @stability unstable
 * @since 0.1.0
 */
export const majorityVoteIsRightOrDiffers: Theorem = {
  id: "E15",
  name: "majority_vote_is_right_or_differs",
  title: "The majority-vote reward is the verifiable reward exactly where the majority's answer is the gold answer.",
  formula: "[y_i = majority] = [y_i = gold] for all i if and only if majority = gold",
  hypotheses: ["at least one completion has an answer", "ties are broken by a fixed rule"],
  source: "TTRL, arXiv:2504.16084",
  relation: "value",
  proofs: ["majority_is_right_or_differs"],
  claims: [
    sameValue("where the majority is right, the rewards are the same", rightMajority, {
      sides: [vote, exact],
      within: 0,
    }),
    sameAdvantages("and so are the advantages", rightMajority, { sides: [vote, exact], within: 0 }),
    measured("elsewhere they differ, and nowhere else", answering, { measure: Effect.succeed(differing), within: 0 }),
  ],
}
