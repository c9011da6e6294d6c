// E9. With SUM rewards taken as constants,
//
//     g[R_tok] = E[ sum_t grad log p_t(y_t) * sum_{s > t} -H(p_s) ]
//
// and likewise for self-certainty: what was before a token, and the distribution that it was drawn from, have no covariance
// with its score. The proof is of the derivative in one real parameter, and softmax of differentiable logits is shown to
// be such a policy.
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { expectation, sameGradient, slope, trees } from "@rlif/trainer/equivalence"
import { tokenRewardsCreditWhatFollows } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(tokenRewardsCreditWhatFollows, {
  statements: {
    token_entropy_credits_what_follows:
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (s' : trajectories.symbol -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectory_gradients.token_score t x s' -> trajectory_gradients.policy_gradient x t (trajectories.R_tok x) s = trajectories.E x t (trajectory_gradients.credited x (fun p : list R => - entropy p) s')",
    self_certainty_credits_what_follows:
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (s' : trajectories.symbol -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectory_gradients.token_score t x s' -> trajectory_gradients.policy_gradient x t (trajectory_gradients.summed x self_certainty) s = trajectories.E x t (trajectory_gradients.credited x self_certainty s')",
    softmax_is_a_distribution:
      "forall z : list (R -> R), z <> [] -> trajectories.distribution (trajectory_gradients.softened z)",
    softmax_has_a_score:
      "forall (z : list (R -> R)) (z' : (R -> R) -> R) (x : R), (forall f : R -> R, In f z -> derivable_pt_lim f x (z' f)) -> forall f : R -> R, In f z -> derivable_pt_lim (fun u : R => ln (exp (f u) / trajectories.total (fun g : R -> R => exp (g u)) z)) x (z' f - trajectories.total (fun g : R -> R => exp (g x) / trajectories.total (fun g0 : R -> R => exp (g0 x)) z * z' g) z)",
  },
})

refuted(sameGradient("it is the full gradient of the expected reward", trees(), {
  sides: [
    tokenEntropy({ normaliser: "sum" }),
    slope((tree) => expectation(tree, ({ probability }) => Math.log(probability))),
  ],
  within: 1e-3,
}))

refuted(sameGradient("it is the trajectory reward's", trees(), {
  sides: [tokenEntropy({ normaliser: "sum" }), trajectoryEntropy()],
  within: 1e-3,
}))
