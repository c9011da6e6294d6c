// N4. With means over tokens E8 can fail where lengths vary. Stop with probability a, else one more token, which is forced:
//
//     E[R_traj / T] = a log a + (1-a) log(1-a) / 2,   E[R_tok / T] = -H(a) (1+a) / 2
//
// For 0 < a < 1 they are equal at a = 1/2 only; at a = .1 they are -.2777 and -.1788.
import { expectation, sameValue, trees } from "@rlif/trainer/equivalence"
import { entropy, floats } from "@rlif/rewards/formula"
import { meansOverTokensAgreeOnlyAtHalf } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(meansOverTokensAgreeOnlyAtHalf, {
  statements: {
    means_over_tokens_agree_only_at_half:
      "forall a x : R, 0 < a < 1 -> trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_traj_mean x) = a * ln a + (1 - a) * ln (1 - a) / 2 /\\ trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_tok_mean x) = - (entropy [a; 1 - a] * (1 + a) / 2) /\\ (trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_traj_mean x) = trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_tok_mean x) <-> a = 1 / 2)",
  },
})

refuted(sameValue("the length divides out", trees(), {
  sides: [
    (tree) => expectation(tree, ({ path, probability }) => Math.log(probability) / path.length),
    (tree) => expectation(tree, ({ path }) => path.reduce((sum, { p }) => sum - entropy(floats)(p), 0) / path.length),
  ],
  within: 1e-3,
}))
