import { entropy, entropyGradient, floats } from "@rlif/rewards/formula"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Arbitrary from "effect/Arbitrary"
import { claim } from "../equivalence/claim.ts"
import { logits } from "../equivalence/distributions.ts"
import { slope } from "../equivalence/gradients.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { trees } from "../equivalence/trees.ts"
import { bySignals } from "./_signals.ts"
import { zero } from "../equivalence/side.ts"
import type { Theorem } from "./theorem.ts"

const oneToken = trees({ depth: 1 })

/**
 * N3
 * @stability unstable
 * @since 0.1.0
 */
export const oneTokenRewardsTeachNothing: Theorem = {
  id: "N3",
  name: "one_token_rewards_teach_nothing",
  title:
    "With one token, token entropy and self-certainty have no policy gradient at all; the trajectory reward has one unless the policy is uniform.",
  formula: "T = 1, by all logits: g[R_tok] = g[R_sc] = 0, g[R_traj] = -grad H != 0 unless p is uniform",
  hypotheses: ["completions of one token", "the reward is a constant (stop-gradient)"],
  source: "E7 and E9 at T = 1",
  relation: "gradient",
  scope: ["all V", "T = 1", "trees", "one parameter"],
  proofs: [
    "one_token_rewards_teach_nothing",
    "a_logit_varies",
    "one_token_trajectory_gradient_is_entropy_gradient",
    "entropy_gradient_vanishes_only_if_uniform",
    "one_token_trajectory_gradient_vanishes_only_if_uniform",
  ],
  claims: [
    sameGradient("token entropy", oneToken, { sides: [tokenEntropy(), zero], within: 1e-6 }),
    sameGradient("self-certainty", oneToken, { sides: [selfCertainty(), zero], within: 1e-6 }),
    sameGradient("but not the trajectory reward", oneToken, {
      sides: [trajectoryEntropy(), slope(({ p }) => -entropy(floats)(p))],
      within: 1e-6,
    }),
    sameValue("which is 0 for the uniform policy only", logits(), {
      sides: [
        bySignals(({ entropyGradient }) => +entropyGradient.some((slope) => Math.abs(slope) > 1e-12)),
        (z) => +z.some((x) => x !== z[0]),
      ],
      within: 0,
    }),
    claim("and not at (1/4, 3/4)", Arbitrary.Constant([0.25, 0.75]), {
      of: (p) => Math.max(...entropyGradient(floats)(p).map(Math.abs)),
      apart: 0.2,
    }),
  ],
}
