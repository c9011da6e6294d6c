import { advantagesAreAffineInvariant } from "./advantages_are_affine_invariant.ts"
import { affineInvarianceNeedsNoEps } from "./affine_invariance_needs_no_eps.ts"
import { entropyAndSelfCertaintyDisagree } from "./entropy_and_self_certainty_disagree.ts"
import { entropyIsUniformDivergence } from "./entropy_is_uniform_divergence.ts"
import { groupsOfTwoSeeOnlyTheOrder } from "./groups_of_two_see_only_the_order.ts"
import { leaveOneOutIsScaledCentering } from "./leave_one_out_is_scaled_centering.ts"
import { policyLossesAgreeOnPolicy } from "./policy_losses_agree_on_policy.ts"
import { selfCertaintyFromLogits } from "./self_certainty_of_logits.ts"
import type { Theorem } from "./theorem.ts"

/** All theorems, equivalences first. */
export const theorems: ReadonlyArray<Theorem> = [
  entropyIsUniformDivergence,
  selfCertaintyFromLogits,
  advantagesAreAffineInvariant,
  groupsOfTwoSeeOnlyTheOrder,
  leaveOneOutIsScaledCentering,
  policyLossesAgreeOnPolicy,
  entropyAndSelfCertaintyDisagree,
  affineInvarianceNeedsNoEps,
]
