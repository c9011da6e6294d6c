import { advantagesAreAffineInvariant } from "./advantages_are_affine_invariant.ts"
import { advantagesSeeMoreThanOrder } from "./advantages_see_more_than_order.ts"
import { affineInvarianceNeedsNoEps } from "./affine_invariance_needs_no_eps.ts"
import { ascentsNeverOppose } from "./ascents_never_oppose.ts"
import { averagesOfTwoSymbolsDisagree } from "./averages_of_two_symbols_disagree.ts"
import { certainTokensMoveMeans } from "./certain_tokens_move_means.ts"
import { clusterFrequencyRaisesAgreement } from "./cluster_frequency_raises_agreement.ts"
import { entropyAndSelfCertaintyDisagree } from "./entropy_and_self_certainty_disagree.ts"
import { entropyIsUniformDivergence } from "./entropy_is_uniform_divergence.ts"
import { fisherProductIsJeffreys } from "./fisher_product_is_jeffreys.ts"
import { gradientsOfSignals } from "./gradients_of_signals.ts"
import { groupsOfTwoSeeOnlyTheOrder } from "./groups_of_two_see_only_the_order.ts"
import { leaveOneOutIsScaledCentering } from "./leave_one_out_is_scaled_centering.ts"
import { majorityVoteIsRightOrDiffers } from "./majority_vote_is_right_or_differs.ts"
import { meansOverTokensAgreeOnlyAtHalf } from "./means_over_tokens_agree_only_at_half.ts"
import { mixedWeightsMixNoEntropy } from "./mixed_weights_mix_no_entropy.ts"
import { naturalAscentLowersEntropy } from "./natural_ascent_lowers_entropy.ts"
import { nothingHoldsRareTokens } from "./nothing_holds_rare_tokens.ts"
import { oneTokenRewardsTeachNothing } from "./one_token_rewards_teach_nothing.ts"
import { onlyEntropySaturates } from "./only_entropy_saturates.ts"
import { optimumSharpensTheReference } from "./optimum_sharpens_the_reference.ts"
import { penaltiesHaveDivergenceGradients } from "./penalties_have_divergence_gradients.ts"
import { policyLossesAgreeOnPolicy } from "./policy_losses_agree_on_policy.ts"
import { rewardedK1HasTheDivergenceGradient } from "./rewarded_k1_has_the_divergence_gradient.ts"
import { selfCertaintyFromLogits } from "./self_certainty_of_logits.ts"
import { sharpeningIsOrderedAlike } from "./sharpening_is_ordered_alike.ts"
import { tokenPenaltiesAreNoSequenceGradients } from "./token_penalties_are_no_sequence_gradients.ts"
import { tokenRewardIsNoConditionalExpectation } from "./token_reward_is_no_conditional_expectation.ts"
import { tokenRewardsCreditWhatFollows } from "./token_rewards_credit_what_follows.ts"
import { trajectoryAndTokenSumsAgree } from "./trajectory_and_token_sums_agree.ts"
import { trajectoryGradientIsEntropyGradient } from "./trajectory_gradient_is_entropy_gradient.ts"
import type { Theorem } from "./theorem.ts"

/**
 * All theorems, equivalences first.
 * @stability unstable
 * @since 0.1.0
 */
export const theorems: ReadonlyArray<Theorem> = [
  entropyIsUniformDivergence,
  selfCertaintyFromLogits,
  gradientsOfSignals,
  ascentsNeverOppose,
  fisherProductIsJeffreys,
  sharpeningIsOrderedAlike,
  trajectoryGradientIsEntropyGradient,
  trajectoryAndTokenSumsAgree,
  tokenRewardsCreditWhatFollows,
  advantagesAreAffineInvariant,
  groupsOfTwoSeeOnlyTheOrder,
  leaveOneOutIsScaledCentering,
  policyLossesAgreeOnPolicy,
  penaltiesHaveDivergenceGradients,
  majorityVoteIsRightOrDiffers,
  clusterFrequencyRaisesAgreement,
  optimumSharpensTheReference,
  naturalAscentLowersEntropy,
  rewardedK1HasTheDivergenceGradient,
  entropyAndSelfCertaintyDisagree,
  averagesOfTwoSymbolsDisagree,
  oneTokenRewardsTeachNothing,
  meansOverTokensAgreeOnlyAtHalf,
  tokenRewardIsNoConditionalExpectation,
  certainTokensMoveMeans,
  onlyEntropySaturates,
  affineInvarianceNeedsNoEps,
  mixedWeightsMixNoEntropy,
  advantagesSeeMoreThanOrder,
  tokenPenaltiesAreNoSequenceGradients,
  nothingHoldsRareTokens,
]
