// E16. With S = sum_c P(c)^2, the probability that two completions give the same answer, and groups of G independent ones,
//
//     g[n_c / G] = (G-1) / (2 G) grad S,        mean-centred    (G-1) (G-2) / (2 G^2) grad S
//
// because E[n_c / G | y] = (1 + (G-1) P(c)) / G, whose first term is a baseline, and grad S = 2 E[P(c) grad log pi]. So the
// entropy of answers (of order two) falls, and at G = 2 mean-centred not at all: both of a pair agree with as many. With
// exactly two unequal clusters n_c / G is a positive affine change of the majority vote, and eps = 0 makes them one (E10).
import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { centered } from "@rlif/trainer/advantage/centered"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import { answerGroups, givenAnswer } from "@rlif/trainer/equivalence/answer-groups"
import { slope } from "@rlif/trainer/equivalence/gradients"
import { groupGradient } from "@rlif/trainer/equivalence/group-gradient"
import { sameAdvantages } from "@rlif/trainer/equivalence/same-advantages"
import { sameGradient } from "@rlif/trainer/equivalence/same-gradient"
import { expectation, trees } from "@rlif/trainer/equivalence/trees"
import { agreement, clusterFrequencyRaisesAgreement } from "@rlif/trainer/theorem/cluster-frequency-raises-agreement"
import { refuted, verified } from "./_theorem.ts"

verified(clusterFrequencyRaisesAgreement, { statements: {} })

const small = trees({ depth: 2, vocabulary: 2 })
const reward = clusterFrequency({ answer: givenAnswer })

refuted(sameGradient("a baseline makes no difference", small, {
  sides: [groupGradient(reward, { advantage: centered, size: 3 }), slope((tree) => agreement(tree) / 3)],
}))

refuted(sameGradient("leave-one-out is unbiased here, too", small, {
  sides: [groupGradient(reward, { advantage: leaveOneOut, size: 3 }), slope((tree) => agreement(tree) / 3)],
}))

// As E7 would have it of log P(c), every text a cluster of its own.
refuted(sameGradient("counts stand for probabilities: it is the entropy's gradient", small, {
  sides: [
    groupGradient(clusterFrequency({ answer: (text) => text }), { advantage: (r) => r.map(Math.log), size: 3 }),
    slope((tree) => expectation(tree, ({ probability }) => Math.log(probability))),
  ],
  within: 1e-3,
}))

refuted(sameAdvantages("it is the majority vote in any group", answerGroups(), {
  sides: [reward, majorityVote({ answer: givenAnswer })],
}))
