// N1. With V = 3 tokens, p = (2/3, 1/4, 1/12) and q = (1/2, 4/9, 1/18):
//
//     H(p) < H(q), so -H prefers p, and SC(p) < SC(q), so self-certainty prefers q
//
// Self-certainty is ruled by the tail, entropy by the bulk. Another pair: (.8, .1, .1) and (.5, .499, .001).
import { entropy, floats, selfCertainty } from "@rlif/rewards/formula"
import { distributionPairs, ofBoth, sameOrdering } from "@rlif/trainer/equivalence"
import { entropyAndSelfCertaintyDisagree } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(entropyAndSelfCertaintyDisagree, {
  statements: {
    entropy_and_self_certainty_disagree:
      "entropy [2 / 3; 1 / 4; 1 / 12] < entropy [1 / 2; 4 / 9; 1 / 18] /\\ self_certainty [2 / 3; 1 / 4; 1 / 12] < self_certainty [1 / 2; 4 / 9; 1 / 18]",
  },
})

refuted(sameOrdering("they order all distributions alike", distributionPairs({ least: 3, most: 3 }), {
  sides: [ofBoth((p) => -entropy(floats)(p)), ofBoth((p) => selfCertainty(floats)(p))],
}))
