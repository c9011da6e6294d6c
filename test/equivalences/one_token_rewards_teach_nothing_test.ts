// N3. With completions of one token, g[R_tok] = g[R_sc] = 0 identically, and all completions have the same reward, while
//
//     g[R_traj] = -grad H(p), by each of the logits, and 0 by all of them for the uniform policy only
//
// because p_j (log p_j + H) = 0 says that log p_j = -H, the same for all j.
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { sameGradient, trees } from "@rlif/trainer/equivalence"
import { oneTokenRewardsTeachNothing } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(oneTokenRewardsTeachNothing, {
  statements: {
    one_token_rewards_teach_nothing:
      "forall (ps : list trajectories.symbol) (x : R) (of : list R -> R) (s : list trajectories.token -> R), trajectories.distribution ps -> trajectory_gradients.score (trajectory_limits.one_token ps) x s -> (forall y : list trajectories.token, In y (trajectories.completions (trajectory_limits.one_token ps)) -> trajectory_gradients.summed x of y = of (trajectories.probabilities x ps)) /\\ trajectory_gradients.policy_gradient x (trajectory_limits.one_token ps) (trajectory_gradients.summed x of) s = 0",
    a_logit_varies: `forall (z : list R) (j : nat) (x : R),
      trajectories.probabilities x (trajectory_gradients.softened (trajectory_limits.varied z j)) =
      softmax (logit_gradients.update z j x)`,
    one_token_trajectory_gradient_is_entropy_gradient:
      `forall (z : list R) (j : nat) (s : list trajectories.token -> R), (j < length z)%nat ->
      trajectory_gradients.score (trajectory_limits.by_logit z j) (nth j z 0) s ->
      trajectory_gradients.policy_gradient (nth j z 0) (trajectory_limits.by_logit z j)
      (trajectories.R_traj (nth j z 0)) s = - nth j (entropy_gradient (softmax z)) 0`,
    entropy_gradient_vanishes_only_if_uniform: `forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 ->
      (forall slope : R, In slope (entropy_gradient p) -> slope = 0) <-> (forall x : R, In x p -> x = 1 / count p)`,
    one_token_trajectory_gradient_vanishes_only_if_uniform:
      `forall (z : list R) (s : nat -> list trajectories.token -> R), z <> [] ->
      (forall j : nat, (j < length z)%nat ->
      trajectory_gradients.score (trajectory_limits.by_logit z j) (nth j z 0) (s j)) ->
      (forall j : nat, (j < length z)%nat ->
      trajectory_gradients.policy_gradient (nth j z 0) (trajectory_limits.by_logit z j)
      (trajectories.R_traj (nth j z 0)) (s j) = 0) <-> (forall p : R, In p (softmax z) -> p = 1 / count z)`,
  },
})

refuted(sameGradient("the trajectory reward has none either", trees({ depth: 1 }), {
  sides: [tokenEntropy({ normaliser: "sum" }), trajectoryEntropy()],
  within: 1e-3,
}))
