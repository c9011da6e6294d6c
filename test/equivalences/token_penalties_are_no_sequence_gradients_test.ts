// N11. What E14 says of a token after a fixed prefix, and of d summed over a completion, is not so of losses summed over
// tokens:
//
//     grad KL(pi || ref) = E[sum_t grad k2(d_t)] + E[sum_t grad log p_t(y_t) sum_{s > t} KL_s]
//
// Token k2 lacks the second term, the credit of a token for the divergence that comes after it. Where the root is its
// reference and what follows A is not, that term is all that moves the root. Token k3 comes to a later token as often as
// the policy does, KL(ref || pi) as often as the reference. And where completions are divided by their lengths, not even
// the gradient of k1 is zero: it makes completions longer.
import { batches, sameGradient, treePairs } from "@rlif/trainer/equivalence"
import { k1 } from "@rlif/trainer/loss/k1"
import { k2 } from "@rlif/trainer/loss/k2"
import { k3 } from "@rlif/trainer/loss/k3"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { times } from "@rlif/trainer/loss/times"
import {
  forward,
  gradientOf,
  meanK1,
  reverse,
  slopeOf,
  tokenPenaltiesAreNoSequenceGradients,
} from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(tokenPenaltiesAreNoSequenceGradients, {
  statements: {
    summed_token_penalties_are_not_the_divergence_gradient:
      "forall p a b : R, 0 < p < 1 -> 0 < a < 1 -> 0 < b < 1 -> a <> b -> let l := token_penalties.against (token_penalties.moved p) (fun _ : R => a) p b in derivable_pt_lim (token_penalties.summed_penalty k2 0 l) 0 0 /\\ derivable_pt_lim (token_penalties.summed_penalty k3 0 l) 0 0 /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_now u l) (sequence_penalties.pi_reference l)) 0 (p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]) /\\ 0 < p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]",
    summed_k3_is_not_the_reverse_divergence_gradient:
      "forall p r a b : R, 0 < p < 1 -> 0 < r < 1 -> 0 < a < 1 -> 0 < b < 1 -> p <> r -> a <> b -> let l := token_penalties.against (fun _ : R => p) (token_penalties.moved a) r b in derivable_pt_lim (token_penalties.summed_penalty k3 0 l) 0 (p * (a - b)) /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_reference l) (sequence_penalties.pi_now u l)) 0 (r * (a - b)) /\\ p * (a - b) <> r * (a - b)",
    mean_k1_has_a_gradient:
      "forall a r : R, 0 < a < 1 -> 0 < r < 1 -> let l := combine (trajectories.completions (token_penalties.stop_or_forced (token_penalties.moved a))) [[r]; [1 - r; 1]] in derivable_pt_lim (token_penalties.mean_penalty k1 0 l) 0 (a * (1 - a) / 2) /\\ 0 < a * (1 - a) / 2",
  },
})

const pairs = treePairs({ depth: 2 })

refuted(
  sameGradient("token k2 has the gradient of KL(pi || ref)", pairs, { sides: [gradientOf(k2), slopeOf(forward)] }),
)
refuted(sameGradient("token k3 has that of KL(ref || pi)", pairs, { sides: [gradientOf(k3), slopeOf(reverse)] }))
refuted(sameGradient("divided by lengths, k1 has no gradient", pairs, { sides: [meanK1, slopeOf(() => 0)] }))
refuted(sameGradient("in a batch, k1 has no gradient", batches({ onPolicy: true }), {
  sides: [k1, times(0, k1)],
  aggregate: sequenceSum,
}))
