// E7. For a policy pi over completions that ends everywhere, with the SUM of log-probabilities as the reward,
//
//     E[grad log pi] = 0,   E[R_traj] = -H(pi),   g[R_traj] = E[R_traj grad log pi] = -grad H(pi)
//
// The proof is of the derivative in any one real parameter on which the probabilities depend; H(pi) is the entropy of the
// list of the probabilities of all completions. The property is of all logits of random prefix trees.
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { sameGradient, trees } from "@rlif/trainer/equivalence"
import { trajectoryGradientIsEntropyGradient } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(trajectoryGradientIsEntropyGradient, {
  statements: {
    expected_score_is_zero:
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectories.E x t s = 0",
    expected_trajectory_sum_is_negative_entropy:
      "forall (t : trajectories.tree) (x : R), trajectories.policy t -> trajectories.E x t (trajectories.R_traj x) = - trajectories.completion_entropy x t",
    trajectory_policy_gradient_is_entropy_gradient:
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> derivable_pt_lim (fun u : R => - trajectories.completion_entropy u t) x (trajectory_gradients.policy_gradient x t (trajectories.R_traj x) s)",
  },
})

refuted(sameGradient("the token reward has this policy gradient too", trees(), {
  sides: [trajectoryEntropy(), tokenEntropy({ normaliser: "sum" })],
  within: 1e-3,
}))
