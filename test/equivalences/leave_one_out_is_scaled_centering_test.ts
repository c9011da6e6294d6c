// E12. For a group of G > 1,
//
//     r_i - mean_{j != i} r_j = G / (G - 1) (r_i - mean r)
//
// so RLOO's advantages and mean-centred ones point the same way. Of independent completions, RLOO's expected gradient is
// the policy gradient, and the mean that includes oneself leaves 1 - 1/G of it: the other completions' rewards have no
// covariance with a score (E7), one's own has.
import { centered } from "@rlif/trainer/advantage/centered"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { groupGradient, policyGradient, rewardGroups, sameGradient, sameValue, trees } from "@rlif/trainer/equivalence"
import { leaveOneOutIsScaledCentering } from "@rlif/trainer/theorem"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { refuted, verified } from "./_theorem.ts"

verified(leaveOneOutIsScaledCentering, {
  statements: {
    leave_one_out_is_scaled_centering:
      "forall r : list R, 1 < count r -> leave_one_out r = map (fun x : R => count r / (count r - 1) * x) (centered r)",
    self_inclusion_shrinks:
      "forall r : list R, 1 < count r -> centered r = map (fun x : R => (1 - 1 / count r) * x) (leave_one_out r)",
    centered_advantages_scale_the_policy_gradient:
      "forall (t : trajectories.tree) (x : R) (r s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (0 < n)%nat -> draws.group_gradient x t n (fun g : list (list trajectories.token) => centered (map r g)) s = (1 - 1 / INR n) * trajectory_gradients.policy_gradient x t r s",
    leave_one_out_has_the_policy_gradient:
      "forall (t : trajectories.tree) (x : R) (r s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (1 < n)%nat -> draws.group_gradient x t n (fun g : list (list trajectories.token) => leave_one_out (map r g)) s = trajectory_gradients.policy_gradient x t r s",
    rewards_tell_equal_chances_apart: `forall x : R, trajectories.policy agreement.coin /\\
      map (trajectories.pi x) (trajectories.completions agreement.coin) = [1 / 2; 1 / 2] /\\
      map (fun y : list trajectories.token => if list_eq_dec Nat.eq_dec (trajectories.said y) [0%nat] then 1 else 0)
      (trajectories.completions agreement.coin) = [1; 0]`,
  },
})

refuted(sameValue("they are the same", rewardGroups({ least: 2, distinct: true }), { sides: [leaveOneOut, centered] }))

refuted(sameGradient("dividing by the spread of a group is unbiased, too", trees({ depth: 2, vocabulary: 2 }), {
  sides: [
    groupGradient(trajectoryEntropy(), { advantage: standardized({ eps: 0 }), completions: 3 }),
    policyGradient(trajectoryEntropy()),
  ],
  within: 1e-3,
}))
