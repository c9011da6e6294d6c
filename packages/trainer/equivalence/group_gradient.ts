import type { Rollout } from "@rlif/core/sample/group"
import type { Reward } from "@rlif/rewards/reward"
import * as Effect from "effect/Effect"
import type { Advantage } from "../advantage/advantage.ts"
import { reinforce } from "../loss/reinforce.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { scorer } from "./_scorer.ts"
import { everyWeighted } from "./batches.ts"
import { lossGradient } from "./gradients.ts"
import type { Measured, ProgramError } from "./measured.ts"
import { everyCompletion, trajectories, type Tree } from "./trees.ts"

/**
 * How the rewards of a group become its advantages: `completions` independent ones.
 * @stability unstable
 * @since 0.1.0
 */
export interface GroupGradientOptions {
  readonly advantage: Advantage
  readonly completions: number
}

/**
 * `E[1/G sum_i A_i grad log pi(y_i)]`, by the logits of every node of a tree: what a reward teaches that compares the G
 * completions of a group, or an advantage that does. Exact: every group that may be drawn is scored, by the reward and the
 * advantage as they train, so the tree has to be small.
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
 * import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
 * import { groupGradient } from "@rlif/trainer/equivalence"
 * import { Effect } from "effect"
 *
 * const tree = { p: [0.25, 0.75], next: [undefined, undefined] }
 * const gradient = Effect.flatMap(
 *   groupGradient(trajectoryEntropy(), { advantage: leaveOneOut, completions: 2 }),
 *   (of) => of(tree),
 * )
 * await Effect.runPromise(Effect.scoped(gradient).pipe(Effect.provide(Cpu.layer))) // that of negative entropy
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const groupGradient = <E>(
  reward: Reward<string, E>,
  { advantage, completions: size }: GroupGradientOptions,
): Measured<Tree, E | ProgramError> =>
  Effect.map(
    Effect.all([lossGradient(reinforce, sequenceSum), scorer(reward)]),
    ([gradient, score]) =>
      Effect.fnUntraced(function* (tree: Tree) {
        const whole = everyCompletion(tree)
        const chances = trajectories(tree).map(({ probability }) => probability)
        const draws = everyDraw(chances.length, size)
        const scores = yield* score(
          draws.map((draw) => ({ ...whole, rollouts: draw.map((y): Rollout => whole.rollouts[y]) })),
        )
        // By completion: its advantage, expected over what else is in its group and its place there.
        const expected = new Float64Array(chances.length)
        draws.forEach((draw, d) => {
          const advantages = advantage(scores[d].total)
          const chance = draw.reduce((product, y) => product * chances[y], 1)
          draw.forEach((y, i) => (expected[y] += chance * advantages[i] / size / chances[y]))
        })
        const descent = yield* gradient(everyWeighted(tree, { advantage: (_, y) => expected[y] }))
        return Float64Array.from(descent, (x) => -x)
      }),
  )

/** Every way to draw so many of n, in order. */
const everyDraw = (n: number, size: number): ReadonlyArray<ReadonlyArray<number>> => {
  let draws: ReadonlyArray<ReadonlyArray<number>> = [[]]
  for (let i = 0; i < size; i++) draws = draws.flatMap((draw) => Array.from({ length: n }, (_, y) => [...draw, y]))
  return draws
}
