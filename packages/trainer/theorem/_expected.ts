import { entropy, floats } from "@rlif/rewards/formula"
import type { Reward } from "@rlif/rewards/reward"
import * as Effect from "effect/Effect"
import type { Measured } from "../equivalence/measured.ts"
import { everyCompletion, trajectories, type Tree } from "../equivalence/trees.ts"

/** `E[R(y)]`, exactly: every completion as the reward scores it, by its probability. */
export const expectedReward = <E>(reward: Reward<string, E, never, "completion">): Measured<Tree, E> =>
  Effect.succeed((tree: Tree) =>
    Effect.map(reward.score([everyCompletion(tree)]), ([{ total }]) => [
      trajectories(tree).reduce((sum, { probability }, i) => sum + probability * total[i], 0),
    ])
  )

/** `H(pi)`, the entropy of whole completions. */
export const completionEntropy = (tree: Tree): number =>
  entropy(floats)(trajectories(tree).map(({ probability }) => probability))
