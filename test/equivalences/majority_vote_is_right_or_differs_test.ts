// E15. Where at least one completion has an answer, whatever rule breaks ties, and ~ is one equivalence of answers, as votes
// and grades decide it,
//
//     [y_i ~ majority] = [y_i ~ gold] for all i    if and only if    majority ~ gold
//
// so that majority voting (TTRL) is the verifiable reward where the majority is right, and there only: somebody gave the
// majority's answer, and earns 1 for it by the vote, but 0 by the gold answer unless they are the same. Where votes and grades
// go by two equivalences it fails: of three answers that the grade takes for right the vote tells one from the others.
import * as Engine from "@rlif/rewards/answer/math/engine"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { answerGroups, givenAnswer, sameAdvantages, sameValue } from "@rlif/trainer/equivalence"
import { answerNames, answersOf } from "@rlif/trainer/settings/names.ts"
import { majorityOf, majorityVoteIsRightOrDiffers, spellings } from "@rlif/trainer/theorem"
import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { refuted, verified } from "./_theorem.ts"

verified(majorityVoteIsRightOrDiffers, {
  statements: {
    the_vote_is_a_majority:
      `forall (A : Type) (alike : A -> A -> bool) (answers : list (option A)), (exists a : A, In (Some a) answers) ->
      exists m : A, votes.voted alike answers = Some m /\\ votes.majority alike answers m`,
    majority_is_right_or_differs: `forall (A : Type) (alike : A -> A -> bool) (answers : list (option A)) (m gold : A),
      votes.equivalence alike -> votes.majority alike answers m ->
      votes.graded alike m answers = votes.graded alike gold answers <-> alike m gold = true`,
    two_equivalences_disagree: `exists alike graded_alike : bool -> bool -> bool,
      votes.equivalence alike /\\ votes.equivalence graded_alike /\\
      (let answers := [Some true; Some true; Some false] in votes.majority alike answers true /\\
      votes.graded alike true answers = [1; 1; 0] /\\ votes.graded graded_alike true answers = [1; 1; 1])`,
  },
})

const sides = [majorityVote({ answer: givenAnswer }), exactAnswer({ answer: givenAnswer })] as const

refuted(sameValue("whatever the gold answer", answerGroups(), { sides }))

// Constant groups hide it: where all agree on a wrong answer, neither reward teaches anything.
refuted(sameAdvantages("rewards that differ give the same advantages", answerGroups({ answers: 2 }), { sides }))

// Votes by letters and grades by meaning, though the majority is right.
const byLetters = majorityVote({ answer: givenAnswer })
const byMeaning = exactAnswer({
  answer: givenAnswer,
  compare: (gold, given) => Effect.succeed(Number(gold) === Number(given) ? "correct" : "wrong"),
})
const rightMajority = Arbitrary.map(
  answerGroups({ silent: false, spellings: [String, (n) => `${n}.0`] }),
  (group) => ({ ...group, problem: { ...group.problem, gold: String(majorityOf(group)) } }),
)
refuted(sameValue("letters will do for a vote", rightMajority, { sides: [byLetters, byMeaning] }))

describe("what the command votes and grades by", () => {
  const numbers = [1, 2, 50].flatMap((n) => spellings.map((spelled) => spelled(n)))
  const layer = Engine.layerWorker({ limit: "1 minute" })

  it.each(answerNames)("--answer %s: is one equivalence on what it can read", (name) =>
    Effect.gen(function* () {
      const { compare } = answersOf(name)
      if (compare === undefined) return // letter by letter
      const alike = yield* Effect.forEach(
        numbers,
        (a) => Effect.forEach(numbers, (b) => Effect.map(compare(a, b), (is) => is === "correct")),
      )
      const classes = new Set(alike.map((row) => row.map(Number).join("")))
      // Every answer is in the one class that has it, and so the classes are disjoint.
      alike.forEach((row, i) => expect([numbers[i], row[i]]).toEqual([numbers[i], true]))
      expect([...classes].reduce((sum, row) => sum + row.split("1").length - 1, 0)).toBe(numbers.length)
    }).pipe(Effect.provide(layer), Effect.runPromise))

  it.each<readonly [gold: string, answers: ReadonlyArray<string>, rewards: ReadonlyArray<number>]>([
    ["0.5", ["1/2", "0.5", "50%"], [1, 1, 0]],
    [String.raw`\frac{9}{2}`, ["9", "4.5", "x = 9/2", "4.50"], [0, 1, 1, 1]],
    [String.raw`2\sqrt{2}`, [String.raw`\sqrt{8}`, "2", String.raw`8^{1/2}`], [1, 0, 1]],
  ])("pays the vote and the grade alike where the majority is %s", (gold, given, rewards) =>
    Effect.gen(function* () {
      const answers = answersOf("math")
      const [group] = yield* Arbitrary.sampleEffect(answerGroups({ least: given.length, most: given.length }), {
        count: 1,
        seed: 1,
      })
      const asked = {
        ...group,
        problem: { ...group.problem, gold },
        rollouts: group.rollouts.map((rollout, i) => ({ ...rollout, text: `The answer is $${given[i]}$.` })),
      }
      for (const reward of [majorityVote(answers), exactAnswer(answers)]) {
        expect(Array.from((yield* reward.score([asked]))[0].total)).toEqual(rewards)
      }
    }).pipe(Effect.provide(layer), Effect.runPromise))
})
