// E14. With d = log ref - log p of what was sampled by the current policy, a token after a fixed prefix or a whole completion,
//
//     E[grad k1] = 0,    E[grad k2] = grad KL(pi || ref),    E[grad k3] = grad KL(ref || pi)
//     E[k1] = E[k3] = KL(pi || ref),    k3 >= 0
//
// because grad k(d) = -k'(d) grad log pi: k1' is a constant, which E[grad log pi] = 0 (E7) makes nothing of, k2' = d is the
// integrand of grad KL(pi || ref), and k3' = ref / pi - 1 turns the expectation into one under ref. The penalty that trains
// with the right gradient is so not the one with the right value. Stated in Coq for one real parameter of the policy.
import { k1 } from "@rlif/trainer/loss/k1"
import { k2 } from "@rlif/trainer/loss/k2"
import { k3 } from "@rlif/trainer/loss/k3"
import { sameGradient, treePairs } from "@rlif/trainer/equivalence"
import { forward, gradientOf, penaltiesHaveDivergenceGradients, reverse, slopeOf } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(penaltiesHaveDivergenceGradients, {
  statements: {
    k3_is_nonnegative: "forall d : R, 0 <= k3 d",
    k1_has_no_gradient:
      "forall (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R), penalties.referenced l -> penalties.outcome_score l x s -> derivable_pt_lim (penalties.penalty k1 x l) x 0",
    k2_has_the_divergence_gradient:
      "forall (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R), penalties.referenced l -> penalties.outcome_score l x s -> exists g : R, derivable_pt_lim (penalties.penalty k2 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (penalties.now u l) (penalties.reference l)) x g",
    k3_has_the_reverse_divergence_gradient:
      "forall (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R), penalties.referenced l -> penalties.outcome_score l x s -> exists g : R, derivable_pt_lim (penalties.penalty k3 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (penalties.reference l) (penalties.now u l)) x g",
    k1_and_k3_are_unbiased:
      "forall (l : list (trajectories.symbol * R)) (x : R), penalties.referenced l -> sum (penalties.reference l) = 1 -> penalties.penalty k1 x l x = divergence (penalties.now x l) (penalties.reference l) /\\ penalties.penalty k3 x l x = divergence (penalties.now x l) (penalties.reference l)",
    summed_penalties_have_divergence_gradients:
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> sequence_penalties.compared t l -> trajectory_gradients.score t x s -> derivable_pt_lim (sequence_penalties.sequence_penalty k1 x l) x 0 /\\ (exists g : R, derivable_pt_lim (sequence_penalties.sequence_penalty k2 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_now u l) (sequence_penalties.pi_reference l)) x g) /\\ (exists g : R, derivable_pt_lim (sequence_penalties.sequence_penalty k3 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_reference l) (sequence_penalties.pi_now u l)) x g)",
    summed_k1_and_k3_are_unbiased:
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R), trajectories.policy t -> sequence_penalties.compared t l -> sum (sequence_penalties.pi_reference l) = 1 -> sequence_penalties.sequence_penalty k1 x l x = divergence (sequence_penalties.pi_now x l) (sequence_penalties.pi_reference l) /\\ sequence_penalties.sequence_penalty k3 x l x = divergence (sequence_penalties.pi_now x l) (sequence_penalties.pi_reference l)",
  },
})

const tokens = treePairs({ depth: 1 })

refuted(sameGradient("k1 as a loss keeps the policy near", tokens, { sides: [gradientOf(k1), slopeOf(forward)] }))
refuted(sameGradient("k3 has the gradient of what it estimates", tokens, { sides: [gradientOf(k3), slopeOf(forward)] }))
refuted(sameGradient("k2 and k3 train alike", tokens, { sides: [gradientOf(k2), gradientOf(k3)] }))
refuted(
  sameGradient("k2 has the gradient of the other divergence", tokens, { sides: [gradientOf(k2), slopeOf(reverse)] }),
)
