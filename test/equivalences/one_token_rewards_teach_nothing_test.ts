// N3. With completions of one token, g[R_tok] = g[R_sc] = 0 identically, and all completions have the same reward, while
// g[R_traj] = -grad H(p). In the direction of temperature that is Var_p(log p), which is 0 for the uniform policy only.
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { sameGradient } from "@rlif/trainer/equivalence/same-gradient"
import { trees } from "@rlif/trainer/equivalence/trees"
import { oneTokenRewardsTeachNothing } from "@rlif/trainer/theorem/one-token-rewards-teach-nothing"
import { refuted, verified } from "./_theorem.ts"

verified(oneTokenRewardsTeachNothing, {
  statements: {
    one_token_rewards_teach_nothing:
      "forall (ps : list (R -> R)) (x : R) (of : list R -> R) (s : list trajectories.token -> R), trajectories.distribution ps -> trajectory_gradients.score (trajectory_limits.one_token ps) x s -> (forall y : list trajectories.token, In y (trajectories.completions (trajectory_limits.one_token ps)) -> trajectory_gradients.summed x of y = of (trajectories.probabilities x ps)) /\\ trajectory_gradients.policy_gradient x (trajectory_limits.one_token ps) (trajectory_gradients.summed x of) s = 0",
    tempered_at_one:
      "forall p : list R, (forall q : R, In q p -> 0 < q) -> sum p = 1 -> trajectories.probabilities 1 (trajectory_limits.tempered p) = p",
    one_token_trajectory_gradient_is_variance:
      "forall (p : list R) (s : list trajectories.token -> R), (forall q : R, In q p -> 0 < q) -> sum p = 1 -> trajectory_gradients.score (trajectory_limits.one_token (trajectory_limits.tempered p)) 1 s -> trajectory_gradients.policy_gradient 1 (trajectory_limits.one_token (trajectory_limits.tempered p)) (trajectories.R_traj 1) s = trajectories.total (fun q : R => q * (ln q + entropy p)\u00b2) p",
    one_token_trajectory_gradient_vanishes_only_if_uniform:
      "forall (p : list R) (s : list trajectories.token -> R), (forall q : R, In q p -> 0 < q) -> sum p = 1 -> trajectory_gradients.score (trajectory_limits.one_token (trajectory_limits.tempered p)) 1 s -> trajectory_gradients.policy_gradient 1 (trajectory_limits.one_token (trajectory_limits.tempered p)) (trajectories.R_traj 1) s = 0 <-> (forall q : R, In q p -> q = 1 / count p)",
  },
})

refuted(sameGradient("the trajectory reward has none either", trees({ depth: 1 }), {
  sides: [tokenEntropy({ normaliser: "sum" }), trajectoryEntropy()],
  within: 1e-3,
}))
