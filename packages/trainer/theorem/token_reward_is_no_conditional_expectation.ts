import { entropy, floats } from "@rlif/rewards/formula"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Arbitrary from "effect/Arbitrary"
import { sameValue } from "../equivalence/same_value.ts"
import { everyCompletion } from "../equivalence/trees.ts"
import type { Theorem } from "./theorem.ts"

const ends = [undefined, undefined]
const even = Arbitrary.Constant(
  everyCompletion({ p: [1 / 3, 2 / 3], next: [undefined, { p: [1 / 2, 1 / 2], next: ends }] }),
)
const h = entropy(floats)([1 / 3, 2 / 3])

/**
 * N5
 * @stability unstable
 * @since 0.1.0
 */
export const tokenRewardIsNoConditionalExpectation: Theorem = {
  id: "N5",
  name: "token_reward_is_no_conditional_expectation",
  title: "The token reward is no Rao-Blackwellised trajectory reward: it can vary where that one is constant.",
  formula: "p(A) = 1/3 stops, p(B) = 2/3 goes on to uniform over 2: R_traj = -log 3 always, R_tok differs by log 2",
  hypotheses: ["whole completions are compared"],
  source: "the counterexample stated",
  relation: "value",
  scope: ["V = 2", "T = 2", "trees", "one parameter"],
  proofs: ["token_reward_varies_where_trajectory_reward_is_constant"],
  claims: [
    sameValue("the trajectory reward is constant", even, {
      sides: [trajectoryEntropy(), () => [-Math.log(3), -Math.log(3), -Math.log(3)]],
      within: 1e-6,
    }),
    sameValue("the token reward is not", even, {
      sides: [tokenEntropy({ normaliser: "sum" }), () => [-h, -h - Math.LN2, -h - Math.LN2]],
      within: 1e-6,
    }),
  ],
}
