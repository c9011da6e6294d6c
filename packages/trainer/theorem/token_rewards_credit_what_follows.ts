import { entropy, floats, selfCertainty as certainty } from "@rlif/rewards/formula"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { trees } from "../equivalence/trees.ts"
import { credited } from "./_credited.ts"
import type { Theorem } from "./theorem.ts"

/**
 * E9
 * @stability unstable
 * @since 0.1.0
 */
export const tokenRewardsCreditWhatFollows: Theorem = {
  id: "E9",
  name: "token_rewards_credit_what_follows",
  title: "With the reward as a constant, summed token rewards credit a token with nothing but what comes after it.",
  formula: "g[R_tok] = E[sum_t grad log p_t(y_t) sum_{s>t} -H(p_s)], and the same of KL(U || p_s)",
  hypotheses: ["SUM rewards", "the reward is a constant (stop-gradient)"],
  source: "causality of the policy gradient",
  relation: "gradient",
  scope: ["all V", "all T", "trees", "one parameter"],
  proofs: [
    "token_entropy_credits_what_follows",
    "self_certainty_credits_what_follows",
    "softmax_is_a_distribution",
    "softmax_has_a_score",
  ],
  claims: [
    sameGradient("token entropy", trees(), {
      sides: [tokenEntropy({ normaliser: "sum" }), credited((p) => -entropy(floats)(p))],
      within: 1e-6,
    }),
    sameGradient("self-certainty", trees(), {
      sides: [selfCertainty({ normaliser: "sum" }), credited(certainty(floats))],
      within: 1e-6,
    }),
  ],
}
