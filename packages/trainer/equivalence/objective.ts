import type { Runtime } from "@rlif/core/runtime/runtime"
import type { Group } from "@rlif/core/sample/group"
import type { Signal } from "@rlif/core/model/signal"
import type { Reward } from "@rlif/rewards/reward"
import { Effect, type Scope } from "effect"

/** Prepares once, compiling where it must, and then gives the numbers of each case. */
export type Measured<A> = Effect.Effect<
  (instance: A) => Effect.Effect<ArrayLike<number>, unknown>,
  unknown,
  Runtime | Scope.Scope
>

/**
 * What is compared, as numbers of a case: a plain function, such as an advantage on rewards or a formula on distributions;
 * a reward, on groups, whose numbers are those of the completions; or anything that has to prepare first.
 */
export type Objective<A> =
  | ((instance: A) => number | ArrayLike<number>)
  | Measured<A>
  | ([A] extends [Group] ? Reward<Signal, unknown> : never)

/** Two objectives on the same cases. */
export type Sides<A> = readonly [left: Objective<A>, right: Objective<A>]

/** Any objective in the one form that all of them have. */
export const measuredBy = <A>(objective: Objective<A>): Measured<A> => {
  if (Effect.isEffect(objective)) return objective
  if (typeof objective === "function") {
    return Effect.succeed((instance) =>
      Effect.sync(() => {
        const numbers = objective(instance)
        return typeof numbers === "number" ? [numbers] : numbers
      })
    )
  }
  const reward: Reward<Signal, unknown> = objective
  return Effect.succeed((instance) =>
    // Only where A is a group do rewards count as objectives.
    Effect.map(reward.score([instance as A & Group]), ([{ total }]) => total)
  )
}

/** Both sides of a case. */
export const bothSides = <A>([left, right]: Sides<A>): Effect.Effect<
  (instance: A) => Effect.Effect<readonly [ArrayLike<number>, ArrayLike<number>], unknown>,
  unknown,
  Runtime | Scope.Scope
> =>
  Effect.map(
    Effect.all([measuredBy(left), measuredBy(right)]),
    ([left, right]) => (instance) => Effect.all([left(instance), right(instance)]),
  )
