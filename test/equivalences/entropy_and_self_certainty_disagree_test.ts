// N1. With V >= 3 tokens, of three of them p = (2/3, 1/4, 1/12) and q = (1/2, 4/9, 1/18):
//
//     H(p) < H(q), so -H prefers p, and SC(p) < SC(q), so self-certainty prefers q
//
// and of more the same, where every other token has 1/V and these three share what is left: the entropies keep 3/V of their
// difference, and so do the self-certainties. Self-certainty is ruled by the tail, entropy by the bulk. Another pair:
// (.8, .1, .1) and (.5, .499, .001).
import { entropy, floats, selfCertainty } from "@rlif/rewards/formula"
import { distributionPairs, ofBoth, sameOrdering } from "@rlif/trainer/equivalence"
import { entropyAndSelfCertaintyDisagree } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(entropyAndSelfCertaintyDisagree, {
  statements: {
    entropy_and_self_certainty_disagree:
      "entropy [2 / 3; 1 / 4; 1 / 12] < entropy [1 / 2; 4 / 9; 1 / 18] /\\ self_certainty [2 / 3; 1 / 4; 1 / 12] < self_certainty [1 / 2; 4 / 9; 1 / 18]",
    entropy_and_self_certainty_disagree_from_three_on: `forall V : nat, (3 <= V)%nat -> exists p q : list R,
      (length p = V /\\ (forall x : R, In x p -> 0 < x) /\\ sum p = 1) /\\
      (length q = V /\\ (forall x : R, In x q -> 0 < x) /\\ sum q = 1) /\\
      entropy p < entropy q /\\ self_certainty p < self_certainty q`,
  },
})

refuted(sameOrdering("they order all distributions alike", distributionPairs({ least: 3, most: 3 }), {
  sides: [ofBoth((p) => -entropy(floats)(p)), ofBoth((p) => selfCertainty(floats)(p))],
}))
