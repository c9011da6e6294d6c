import type { Group } from "@rlif/core/sample/group"
import type { Reward } from "@rlif/rewards/reward"
import * as Effect from "effect/Effect"
import { scorer } from "./_scorer.ts"
import type { Measured, ProgramError } from "./measured.ts"

/**
 * One of two things to compare, as numbers of a case: a plain function, such as an advantage on rewards or a formula on
 * distributions; a reward, on groups, whose numbers are those of the completions; or anything that has to prepare first.
 * @stability unstable
 * @since 0.1.0
 */
export type Side<A, E = never> =
  | ((instance: A) => number | ArrayLike<number>)
  | Measured<A, E>
  | ([A] extends [Group] ? Reward<string, E> : never)

/**
 * The right side of a claim that the left one vanishes: as many zeros.
 * @since 0.1.0
 */
export const zero = (): number => 0

/**
 * How a side may fail beside its own errors: signals of one's own are computed where cases are groups.
 * @stability unstable
 * @since 0.1.0
 */
export type RewardError<A> = [A] extends [Group] ? ProgramError : never

/**
 * Two sides on the same cases.
 * @stability unstable
 * @since 0.1.0
 */
export type Sides<A, E = never, F = E> = readonly [left: Side<A, E>, right: Side<A, F>]

/**
 * The numbers of both sides of a case.
 * @stability unstable
 * @since 0.1.0
 */
export type Both = readonly [left: ArrayLike<number>, right: ArrayLike<number>]

/**
 * Any side in the one form that all of them have.
 * @stability unstable
 * @since 0.1.0
 */
export const measuredBy = <A, E>(side: Side<A, E>): Measured<A, E | RewardError<A>> => {
  if (Effect.isEffect(side)) return side
  if (typeof side === "function") {
    return Effect.succeed((instance) =>
      Effect.sync(() => {
        const numbers = side(instance)
        return typeof numbers === "number" ? [numbers] : numbers
      })
    )
  }
  const reward: Reward<string, E> = side
  // Only where A is a group do rewards count as sides.
  return Effect.map(
    scorer(reward),
    (score) => (instance: A) => Effect.map(score([instance as A & Group]), ([{ total }]) => total),
  ) as Measured<A, E | RewardError<A>>
}

/**
 * Both sides of a case.
 * @stability unstable
 * @since 0.1.0
 */
export const bothSides = <A, E, F>([left, right]: Sides<A, E, F>): Measured<A, E | F | RewardError<A>, Both> =>
  Effect.map(
    Effect.all([measuredBy(left), measuredBy(right)]),
    ([left, right]) => (instance) => Effect.all([left(instance), right(instance)]),
  )
