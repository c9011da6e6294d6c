// E15. Where at least one completion has an answer, and whatever rule breaks ties,
//
//     [y_i = majority] = [y_i = gold] for all i    if and only if    majority = gold
//
// so that majority voting (TTRL) is the verifiable reward where the majority is right, and there only: somebody gave the
// majority's answer, and earns 1 for it by the vote, but 0 by the gold answer unless they are the same.
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { answerGroups, givenAnswer, sameAdvantages, sameValue } from "@rlif/trainer/equivalence"
import { majorityVoteIsRightOrDiffers } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(majorityVoteIsRightOrDiffers, {
  statements: {
    majority_is_right_or_differs:
      `forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority gold : A),
      In majority answers -> groups.votes same majority answers = groups.votes same gold answers <-> majority = gold`,
  },
})

const sides = [majorityVote({ answer: givenAnswer }), exactAnswer({ answer: givenAnswer })] as const

refuted(sameValue("whatever the gold answer", answerGroups(), { sides }))

// Constant groups hide it: where all agree on a wrong answer, neither reward teaches anything.
refuted(sameAdvantages("rewards that differ give the same advantages", answerGroups({ answers: 2 }), { sides }))
