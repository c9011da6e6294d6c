// E8. For any finite prefix tree, with SUMS over tokens,
//
//     E[R_traj] = E[sum_t log p_t(y_t)] = E[-sum_t H(p_t)] = E[R_tok]
//
// By induction on the tree; a truncated completion is one that ends where the tree does. It holds at every parameter, so
// that the full gradients agree; the policy gradients do not (E9).
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { everyCompletion, sameValue, trajectories, trees } from "@rlif/trainer/equivalence"
import { Effect } from "effect"
import { trajectoryAndTokenSumsAgree } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(trajectoryAndTokenSumsAgree, {
  statements: {
    trajectory_and_token_sums_agree:
      "forall t : trajectories.tree, trajectories.policy t -> forall x : R, trajectories.E x t (trajectories.R_traj x) = trajectories.E x t (trajectories.R_tok x)",
  },
})

const rewardOf = (reward: typeof trajectoryEntropy | typeof tokenEntropy, normaliser: "sum" | "mean") =>
  Effect.succeed((tree: Parameters<typeof trajectories>[0]) =>
    Effect.map(reward({ normaliser }).score([everyCompletion(tree)]), ([{ total }]) => [
      trajectories(tree).reduce((sum, { probability }, i) => sum + probability * total[i], 0),
    ])
  )

refuted(sameValue("the means agree too", trees(), {
  sides: [rewardOf(trajectoryEntropy, "mean"), rewardOf(tokenEntropy, "mean")],
  within: 1e-3,
}))
