import { advantagesAreAffineInvariant } from "./advantages_are_affine_invariant.ts"
import { affineInvarianceNeedsNoEps } from "./affine_invariance_needs_no_eps.ts"
import { entropyAndSelfCertaintyDisagree } from "./entropy_and_self_certainty_disagree.ts"
import { entropyIsUniformDivergence } from "./entropy_is_uniform_divergence.ts"
import { groupsOfTwoSeeOnlyTheOrder } from "./groups_of_two_see_only_the_order.ts"
import { leaveOneOutIsScaledCentering } from "./leave_one_out_is_scaled_centering.ts"
import { meansOverTokensAgreeOnlyAtHalf } from "./means_over_tokens_agree_only_at_half.ts"
import { oneTokenRewardsTeachNothing } from "./one_token_rewards_teach_nothing.ts"
import { policyLossesAgreeOnPolicy } from "./policy_losses_agree_on_policy.ts"
import { selfCertaintyFromLogits } from "./self_certainty_of_logits.ts"
import { tokenRewardIsNoConditionalExpectation } from "./token_reward_is_no_conditional_expectation.ts"
import { tokenRewardsCreditWhatFollows } from "./token_rewards_credit_what_follows.ts"
import { trajectoryAndTokenSumsAgree } from "./trajectory_and_token_sums_agree.ts"
import { trajectoryGradientIsEntropyGradient } from "./trajectory_gradient_is_entropy_gradient.ts"
import type { Theorem } from "./theorem.ts"

/** All theorems, equivalences first. */
export const theorems: ReadonlyArray<Theorem> = [
  entropyIsUniformDivergence,
  selfCertaintyFromLogits,
  trajectoryGradientIsEntropyGradient,
  trajectoryAndTokenSumsAgree,
  tokenRewardsCreditWhatFollows,
  advantagesAreAffineInvariant,
  groupsOfTwoSeeOnlyTheOrder,
  leaveOneOutIsScaledCentering,
  policyLossesAgreeOnPolicy,
  entropyAndSelfCertaintyDisagree,
  oneTokenRewardsTeachNothing,
  meansOverTokensAgreeOnlyAtHalf,
  tokenRewardIsNoConditionalExpectation,
  affineInvarianceNeedsNoEps,
]
