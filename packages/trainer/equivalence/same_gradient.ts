import type { Reward } from "@rlif/rewards/reward"
import type * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type { Advantage } from "../advantage/advantage.ts"
import type { Aggregate } from "../loss/aggregate.ts"
import type { Column, Loss } from "../loss/loss.ts"
import { tokenMean } from "../loss/token_mean.ts"
import type { Batch } from "./batches.ts"
import { type Claim, largest } from "./claim.ts"
import { lossGradient, policyGradient } from "./gradients.ts"
import { groupGradient } from "./group_gradient.ts"
import { scorer } from "./_scorer.ts"
import type { Measured, ProgramError } from "./measured.ts"
import { measuredBy, type Side, zero } from "./side.ts"
import { byNumbers, type Compared, related, scaleOf } from "./same_value.ts"
import { everyCompletion, type Tree } from "./trees.ts"

/**
 * The subject of a gradient: a loss, on batches; a reward, on trees, where it is the policy gradient `g[R]`; or the
 * gradient itself, such as `slope(f)`.
 * @stability unstable
 * @since 0.1.0
 */
export type Differentiable<A, E = never> =
  | Side<A, E>
  | ([A] extends [Batch] ? Loss<Column> : never)
  | ([A] extends [Tree] ? Reward<string, E> : never)

/**
 * The claim that two sides have the same gradient by the logits of a tabular policy, element by element within `within`
 * (default 1e-9). Losses go through the library's graph, its `backward` and the runtime, aggregated by `aggregate`
 * (default the token mean). Where a reward compares the completions of a group, both sides are expectations over every group
 * of two and every group of three that may be drawn, rewards as they are: a reward of a completion has its policy gradient
 * in both.
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { batches, check, sameGradient, show } from "@rlif/trainer/equivalence"
 * import { clipped } from "@rlif/trainer/loss/clipped"
 * import { reinforce } from "@rlif/trainer/loss/reinforce"
 * import { Effect } from "effect"
 *
 * const claim = sameGradient("the clip", batches({ onPolicy: true }), { sides: [clipped(), reinforce] })
 * const outcome = await Effect.runPromise(Effect.scoped(check(claim)).pipe(Effect.provide(Cpu.layer)))
 * show(outcome) // held: where the policy is the one that sampled, clipping does nothing
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const sameGradient = <A, E = never, F = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { sides: [left, right], aggregate = tokenMean, within = 1e-9, scale }: Compared<A> & {
    readonly sides: readonly [left: Differentiable<NoInfer<A>, E>, right: Differentiable<NoInfer<A>, F>]
    readonly aggregate?: Aggregate
  },
): Claim<E | F | ProgramError> =>
  related(name, cases, {
    sides: ofGroups(left) || ofGroups(right)
      ? [inGroups(left, aggregate), inGroups(right, aggregate)]
      : [gradientOf(left, aggregate), gradientOf(right, aggregate)],
    within,
    scale: Effect.map(
      Effect.all([scaleOf<A>(scale), paid<A, E>(left), paid<A, F>(right)]),
      ([stated, left, right]) => (instance: A) =>
        Effect.map(Effect.all([stated(instance), left(instance), right(instance)]), (all) => Math.max(...all)),
    ),
    compare: byNumbers,
  })

/** The most that a reward pays for a completion of a tree: its gradient is made of that, and as precise as that. */
const paid = <A, E>(side: Differentiable<A, E>): Measured<A, E | ProgramError, number> =>
  isReward(side)
    ? Effect.map(scorer<E>(side), (score) => (instance) =>
      // The types admit rewards only where cases are trees.
      Effect.map(score([everyCompletion(instance as A & Tree)]), ([{ total }]) => largest(total)))
    : Effect.succeed(() => Effect.succeed(0))

const gradientOf = <A, E>(side: Differentiable<A, E>, aggregate: Aggregate): Side<A, E | ProgramError> => {
  // The types admit losses only where cases are batches, and rewards only where they are trees.
  if (typeof side === "object" && "of" in side) return lossGradient(side, aggregate) as Side<A, E | ProgramError>
  if (isReward(side) && isAlone(side)) return policyGradient(side) as Side<A, E | ProgramError>
  return side as Side<A, E>
}

const isReward = (side: unknown): side is Reward<string, never> =>
  typeof side === "object" && side !== null && "score" in side

const isAlone = (reward: Reward<string, never>): reward is Reward<string, never, never, "completion"> =>
  reward.scope === "completion"

const ofGroups = (side: unknown): side is Reward<string, never> => isReward(side) && !isAlone(side)

/** How many completions the groups have that are enumerated. */
const sizes = [2, 3]
const asTheyAre: Advantage = (rewards) => rewards

/** The gradient in groups of each size, one after the other. */
const inGroups = <A, E>(side: Differentiable<A, E>, aggregate: Aggregate): Side<A, E | ProgramError> => {
  if (side === zero) return zero
  const gradients = sizes.map((completions) =>
    measuredBy(
      ofGroups(side)
        ? groupGradient(side, { advantage: asTheyAre, completions }) as Side<A, E | ProgramError>
        : gradientOf(side, aggregate),
    )
  )
  return Effect.map(Effect.all(gradients), (all) => (instance: A) =>
    Effect.map(
      Effect.forEach(all, (gradient) => gradient(instance)),
      (numbers) => numbers.flatMap((some) => Array.from(some)),
    ))
}
