// E13. Where the ratio r = p / p_old is exactly 1, and 1 lies strictly inside the bounds and below the cap of the dual clip,
//
//     grad -min(r A, clip(r) A) = grad -sg(clip(r)) A log p = -A grad log p
//
// so clipped PPO, with the dual clip or without, and CISPO are REINFORCE under every aggregation: all of them weigh the tokens
// of a completion alike, by a number that no weight of the policy moves. For that reason GSPO is REINFORCE as well, whose
// tokens have the mean of a completion's gradients each. The right side is the formula: -A grad log p of each token by the
// formula of its derivative, under the aggregation's formula, and so sees an aggregation that is another.
import { floats, sequenceMeanLoss, tokenMeanLoss } from "@rlif/rewards/formula"
import { batches, sameGradient } from "@rlif/trainer/equivalence"
import { clipped } from "@rlif/trainer/loss/clipped"
import { dualClipped } from "@rlif/trainer/loss/dual-clipped"
import { gspo } from "@rlif/trainer/loss/gspo"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { policyLossesAgreeOnPolicy, reinforced } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

const aggregates = "[token_mean_loss; sequence_mean_loss; sequence_sum_loss; fixed_length_loss most]"

verified(policyLossesAgreeOnPolicy, {
  statements: {
    clipped_is_reinforce_on_policy:
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => clipped_surrogate low high (exp (logprob - old)) advantage) old (- advantage)",
    dual_clipped_is_reinforce_on_policy:
      "forall low high cap advantage old : R, 0 < low -> 0 < high -> 1 < cap -> derivable_pt_lim (fun logprob : R => dual_clipped_surrogate low high cap (exp (logprob - old)) advantage) old (- advantage)",
    reinforce_gradient:
      "forall advantage old : R, derivable_pt_lim (fun logprob : R => - (advantage * logprob)) old (- advantage)",
    cispo_is_reinforce_on_policy:
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => - (clipped_ratio low high (exp (old - old)) * advantage * logprob)) old (- advantage)",
    policy_losses_are_reinforce_on_policy:
      `forall (low high cap most : R) (loss : R -> R -> R -> R) (aggregate : list (list R) -> R) (x : R)
      (slope : (R -> R) -> R) (batch : list batches.completion), 0 < low -> 0 < high -> 1 < cap ->
      In loss [batches.reinforce; batches.clipped low high; batches.dual_clipped low high cap; batches.cispo low high;
      batches.cispo_capped cap] -> In aggregate ${aggregates} -> batches.slopes x slope batch ->
      derivable_pt_lim (fun u : R => aggregate (batches.token_losses loss x u batch)) x
      (aggregate (batches.reinforced slope batch))`,
    gspo_is_reinforce_on_policy: `forall (low high most : R) (aggregate : list (list R) -> R) (x : R)
      (slope : (R -> R) -> R) (batch : list batches.completion), 0 < low -> 0 < high ->
      In aggregate ${aggregates} -> batches.slopes x slope batch ->
      derivable_pt_lim (fun u : R => aggregate (batches.sequence_losses low high x u batch)) x
      (aggregate (batches.reinforced slope batch))`,
  },
  runs: 50,
})

refuted(sameGradient("off the policy, too", batches({ onPolicy: false }), { sides: [clipped(), reinforce] }))

refuted(sameGradient("with 1 outside of the bounds, too", batches({ onPolicy: true }), {
  sides: [clipped({ low: -0.1, high: 0.2 }), reinforce],
  aggregate: sequenceSum,
}))
refuted(sameGradient("with 1 above the cap, too", batches({ onPolicy: true }), {
  sides: [dualClipped({ cap: 0.5 }), reinforce],
}))
refuted(sameGradient("gspo off the policy, too", batches({ onPolicy: false }), { sides: [gspo(), reinforce] }))
refuted(sameGradient("whatever the aggregation", batches({ onPolicy: true }), {
  sides: [reinforced(tokenMeanLoss(floats)), reinforced(sequenceMeanLoss(floats))],
}))
refuted(sameGradient("of another aggregation's formula", batches({ onPolicy: true }), {
  sides: [reinforce, reinforced(sequenceMeanLoss(floats))],
  aggregate: tokenMean,
}))
