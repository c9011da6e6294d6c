import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { sameValue } from "../equivalence/same_value.ts"
import { trees } from "../equivalence/trees.ts"
import { expectedReward } from "./_expected.ts"
import type { Theorem } from "./theorem.ts"

/**
 * E8
 * @stability unstable
 * @since 0.1.0
 */
export const trajectoryAndTokenSumsAgree: Theorem = {
  id: "E8",
  name: "trajectory_and_token_sums_agree",
  title:
    "Summed over tokens, the trajectory reward and the token reward have the same expectation, whatever ends a completion.",
  formula: "E[sum_t log p_t(y_t)] = E[-sum_t H(p_t)]",
  hypotheses: ["SUM rewards", "completions end by any bounded stopping rule, truncation included"],
  source: "the chain rule of entropy",
  relation: "value",
  scope: ["all V", "all T", "trees", "one parameter"],
  proofs: ["trajectory_and_token_sums_agree"],
  claims: [
    sameValue("the expected sums agree", trees(), {
      sides: [expectedReward(trajectoryEntropy()), expectedReward(tokenEntropy({ normaliser: "sum" }))],
      within: 1e-6,
    }),
  ],
}
