import { mathematically } from "@rlif/rewards/answer/math"
import { Engine, EngineError } from "@rlif/rewards/answer/math/engine"
import { mathAnswer } from "@rlif/rewards/answer/math-answer"
import type { AnswerOptions } from "@rlif/rewards/answer/verdict"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { majorityVote } from "@rlif/rewards/majority-vote"
import type { Group } from "@rlif/core/sample/group"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { answerGroups, givenAnswer, type Spelling } from "../equivalence/answer_groups.ts"
import { measured } from "../equivalence/claim.ts"
import { sameAdvantages } from "../equivalence/same_advantages.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Theorem } from "./theorem.ts"

/**
 * One answer in many forms: what is compared is what they mean, by the equivalence of `--answer math`.
 * @since 0.1.0
 */
export const spellings: ReadonlyArray<Spelling> = [
  String,
  (n) => `${n}.0`,
  (n) => `${2 * n}/2`,
  (n) => `\\frac{${3 * n}}{3}`,
  (n) => `${n}\\%`,
  (n) => `x = ${n}`,
]

/** Numbers are compared without the engine. */
const asked = { decide: () => Effect.fail(new EngineError({ reason: "numbers ask for none" })) }

/** Votes and grades go by the same, letter by letter or by meaning. */
const equivalences: ReadonlyArray<readonly [name: string, AnswerOptions, Array<Spelling>]> = [
  ["letter by letter", { answer: givenAnswer }, [String]],
  ["by meaning", {
    answer: mathAnswer,
    compare: (gold, given) => Effect.orDie(Effect.provideService(mathematically(gold, given), Engine, asked)),
  }, [...spellings]],
]

/** The number that an answer means, read without any comparison: it is the last one, or what that divides. */
const meant = (text: string): number | undefined => {
  const [n, d = "1"] = /(\d[\d.]*)(?:(?:\/|\}\{)(\d+))?/.exec(text)?.slice(1) ?? []
  return n === undefined ? undefined : Number(n) / Number(d)
}

const answersOf = ({ rollouts }: Group) => rollouts.flatMap(({ text }) => meant(text) ?? [])

/**
 * The answer that most give, of equally frequent ones the first: counted afresh.
 * @since 0.1.0
 */
export const majorityOf = (group: Group): number | undefined => {
  const given = answersOf(group)
  const votes = (of: number) => given.filter((other) => other === of).length
  return given.reduce<number | undefined>(
    (best, next) => best === undefined || votes(next) > votes(best) ? next : best,
    undefined,
  )
}

const withGold = (group: Group, gold: string): Group => ({ ...group, problem: { ...group.problem, gold } })

/** By one equivalence, on groups where at least one completion has an answer. */
const claims = ([name, answers, written]: (typeof equivalences)[number]): Theorem["claims"] => {
  const sides = [majorityVote(answers), exactAnswer(answers)] as const
  const answering = answerGroups({ silent: false, spellings: written })
  // The majority is right, where answers may be spelled, in a spelling of its own.
  const rightMajority = Arbitrary.map(
    answering,
    (group) => withGold(group, written.at(-1)!(majorityOf(group)!)),
  )
  // 0 where the two rewards are the same on a group exactly if the majority is right, else 1.
  const differing = (group: Group) =>
    Effect.map(Effect.all(sides.map(({ score }) => score([group]))), ([[a], [b]]) => {
      const same = a.total.every((r, i) => r === b.total[i])
      return same === (majorityOf(group) === meant(group.problem.gold)) ? 0 : 1
    })
  return [
    sameValue(`${name}, where the majority is right, the rewards are the same`, rightMajority, { sides, within: 0 }),
    sameAdvantages(`${name}, and so are the advantages`, rightMajority, { sides, within: 0 }),
    measured(`${name}, elsewhere they differ, and nowhere else`, answering, {
      measure: Effect.succeed(differing),
      within: 0,
    }),
  ]
}

/**
 * E15
 * @stability unstable
 * @since 0.1.0
 */
export const majorityVoteIsRightOrDiffers: Theorem = {
  id: "E15",
  name: "majority_vote_is_right_or_differs",
  title: "The majority-vote reward is the verifiable reward exactly where the majority's answer is the gold answer.",
  formula: "[y_i ~ majority] = [y_i ~ gold] for all i if and only if majority ~ gold",
  hypotheses: [
    "~ is one equivalence of answers, for votes as for grades",
    "at least one completion has an answer",
    "the majority has as many votes as any answer; ties are broken by a fixed rule",
  ],
  source: "TTRL, arXiv:2504.16084",
  relation: "value",
  scope: ["all G"],
  proofs: ["the_vote_is_a_majority", "majority_is_right_or_differs", "two_equivalences_disagree"],
  claims: equivalences.flatMap(claims),
}
