// E13. Where the ratio r = p / p_old is exactly 1, and 1 lies strictly inside the bounds,
//
//     grad -min(r A, clip(r) A) = grad -sg(clip(r)) A log p = -A grad log p
//
// so clipped PPO and CISPO are REINFORCE under every aggregation, and so is GSPO under the sequence mean with one advantage a
// sequence. Proved: the derivatives of a token's loss by its log-probability; the rest is tested through the library's graphs.
import { batches, sameGradient } from "@rlif/trainer/equivalence"
import { clipped } from "@rlif/trainer/loss/clipped"
import { gspo } from "@rlif/trainer/loss/gspo"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { policyLossesAgreeOnPolicy } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(policyLossesAgreeOnPolicy, {
  statements: {
    clipped_is_reinforce_on_policy:
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => clipped_surrogate low high (exp (logprob - old)) advantage) old (- advantage)",
    reinforce_gradient:
      "forall advantage old : R, derivable_pt_lim (fun logprob : R => - (advantage * logprob)) old (- advantage)",
    cispo_is_reinforce_on_policy:
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => - (clipped_ratio low high (exp (old - old)) * advantage * logprob)) old (- advantage)",
  },
  runs: 50,
})

refuted(sameGradient("off the policy, too", batches({ onPolicy: false }), { sides: [clipped(), reinforce] }))

refuted(sameGradient("with 1 outside of the bounds, too", batches({ onPolicy: true }), {
  sides: [clipped({ low: -0.1, high: 0.2 }), reinforce],
  aggregate: sequenceSum,
}))
refuted(sameGradient("gspo off the policy, too", batches({ onPolicy: false }), { sides: [gspo(), reinforce] }))
