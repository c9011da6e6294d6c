import { perRollout } from "@rlif/rewards/reward"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { slope } from "../equivalence/gradients.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { trees } from "../equivalence/trees.ts"
import { completionEntropy, expectedReward } from "./_expected.ts"
import { zero } from "../equivalence/side.ts"
import type { Theorem } from "./theorem.ts"

const constantReward = perRollout("constant", [], () => 1)

/**
 * E7
 * @stability unstable
 * @since 0.1.0
 */
export const trajectoryGradientIsEntropyGradient: Theorem = {
  id: "E7",
  name: "trajectory_gradient_is_entropy_gradient",
  title:
    "For the summed trajectory reward, taking the reward as a constant loses nothing: its policy gradient is that of the negative entropy of completions.",
  formula: "E[grad log pi] = 0, E[R_traj] = -H(pi), g[R_traj] = -grad H(pi)",
  hypotheses: ["R_traj is the sum over tokens", "the distribution that is scored is the one that was sampled"],
  source: "score-function identity (Williams, 1992); EM-RL-sequence",
  relation: "gradient",
  scope: ["all V", "all T", "trees", "one parameter"],
  proofs: [
    "expected_score_is_zero",
    "expected_trajectory_sum_is_negative_entropy",
    "trajectory_policy_gradient_is_entropy_gradient",
  ],
  claims: [
    sameGradient("the policy gradient is that of negative entropy", trees(), {
      sides: [trajectoryEntropy(), slope((tree) => -completionEntropy(tree))],
      within: 1e-6,
    }),
    sameGradient("a constant reward teaches nothing", trees(), {
      sides: [constantReward, zero],
    }),
    sameValue("the expected reward is negative entropy", trees(), {
      sides: [expectedReward(trajectoryEntropy()), (tree) => -completionEntropy(tree)],
      within: 1e-6,
    }),
  ],
}
