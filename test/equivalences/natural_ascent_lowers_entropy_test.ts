// E18. One state, p = softmax(z), reward log p, F = diag(p) - p p^T. The policy gradient is g[log p] = -grad H = F log p, so
// the natural one is log p up to a constant, and where logits move along it, or any w with F w = g[log p],
//
//     dH/dt = <grad H, w> = -Var_p(log p)
//
// by the chain rule, the symmetry of F, and -grad H = F log p once more.
import { entropyGradient, floats } from "@rlif/rewards/formula"
import { distributions, sameValue } from "@rlif/trainer/equivalence"
import { naturalAscentLowersEntropy } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

const moving = "forall (z : list (R -> R)) (t : R) (w : list R), z <> [] -> flows.moves z t w ->"

verified(naturalAscentLowersEntropy, {
  statements: {
    one_token_trajectory_gradient_is_entropy_gradient:
      `forall (z : list R) (j : nat) (s : list trajectories.token -> R), (j < length z)%nat ->
      trajectory_gradients.score (trajectory_limits.by_logit z j) (nth j z 0) s ->
      trajectory_gradients.policy_gradient (nth j z 0) (trajectory_limits.by_logit z j)
      (trajectories.R_traj (nth j z 0)) s = - nth j (entropy_gradient (softmax z)) 0`,
    log_is_the_natural_ascent_of_negative_entropy:
      "forall p : list R, alignment.fisher p (map ln p) = alignment.negative (entropy_gradient p)",
    natural_ascent_lowers_entropy_by_the_variance: `forall p w : list R, sum p = 1 -> length w = length p ->
      alignment.fisher p w = alignment.negative (entropy_gradient p) ->
      alignment.inner (entropy_gradient p) w = - alignment.covariance p ln ln`,
    entropy_changes_by_its_gradient: `${moving} derivable_pt_lim (fun u : R => entropy (softmax (flows.logits z u))) t
      (alignment.inner (entropy_gradient (softmax (flows.logits z t))) w)`,
    entropy_flow_lowers_entropy: `${moving} let p := softmax (flows.logits z t) in
      alignment.fisher p w = alignment.negative (entropy_gradient p) ->
      derivable_pt_lim (fun u : R => entropy (softmax (flows.logits z u))) t (- alignment.covariance p ln ln)`,
  },
})

refuted(sameValue("the plain gradient lowers it at that rate, too", distributions(), {
  sides: [
    (p) => -entropyGradient(floats)(p).reduce((sum, x) => sum + x * x, 0),
    (p) => entropyGradient(floats)(p).reduce((sum, x, j) => sum + x * Math.log(p[j]), 0),
  ],
}))
