import type * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { type Claim, furthest, largest, type Reading, stated } from "./claim.ts"
import type { Measured } from "./measured.ts"
import { type Both, bothSides, type RewardError, type Sides, zero } from "./side.ts"

/**
 * The claim that two sides are the same numbers on every case, each within `within` (default 1e-9) of the other, in
 * proportion to the largest of the case. Where sides are small because what they are made of cancels, `scale` is the size
 * of that.
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { check, distributions, sameValue, show } from "@rlif/trainer/equivalence"
 * import { Effect } from "effect"
 *
 * const sum = (p: ReadonlyArray<number>, f: (x: number) => number) => p.reduce((total, x) => total + f(x), 0)
 * const claim = sameValue("collision is 1 - Gini impurity", distributions(), {
 *   sides: [(p) => sum(p, (x) => x * x), (p) => 1 - sum(p, (x) => x * (1 - x))],
 * })
 * const outcome = await Effect.runPromise(Effect.scoped(check(claim)).pipe(Effect.provide(Cpu.layer)))
 * show(outcome) // "held in 100 cases, largest deviation 2e-16"
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const sameValue = <A, E = never, F = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { sides, within = 1e-9, scale }: Compared<A> & { readonly sides: Sides<NoInfer<A>, E, F> },
): Claim<E | F | RewardError<A>> => related(name, cases, { sides, within, scale: scaleOf(scale), compare: byNumbers })

/**
 * How two sides are compared.
 * @since 0.1.0
 */
export interface Compared<in A> {
  /** How far apart they may be, in proportion to the case's scale. Default 1e-9. */
  readonly within?: number
  /**
   * The least scale of a case: the size of the numbers that its sides are sums or differences of, and so as precise as. Default
   * 0: the sides themselves are its scale. With the side `zero` it has to be stated, or follow from a reward.
   */
  readonly scale?: number | ((instance: A) => number)
}

/**
 * The least scale of each case.
 * @since 0.1.0
 */
export const scaleOf = <A>(scale: Compared<A>["scale"] = 0): Measured<A, never, number> =>
  Effect.succeed((instance: A) => Effect.succeed(typeof scale === "number" ? scale : scale(instance)))

/**
 * Number by number.
 * @since 0.1.0
 */
export const byNumbers = ([a, b]: Both, least: number): Reading => {
  const scale = Math.max(least, largest(a, b))
  return { deviation: furthest(a, b, scale), size: scale === 0 ? 0 : largest(a, b) / scale }
}

/**
 * The claim that two lists of numbers are as near as a relation asks for.
 * @stability unstable
 * @since 0.1.0
 */
export const related = <A, E = never, F = never, G = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { sides, within, scale, compare }: {
    readonly sides: Sides<A, E, F>
    readonly within: number
    readonly scale: Measured<A, G, number>
    readonly compare: (sides: Both, scale: number) => Reading
  },
): Claim<E | F | G | RewardError<A>> => {
  const vanishing = sides[1] === zero
  const both: Measured<A, E | F | G | RewardError<A>, Both> = Effect.map(
    bothSides(sides),
    (both) => (instance: A) => Effect.map(both(instance), ([a, b]) => [a, vanishing ? new Float64Array(a.length) : b]),
  )
  return stated({
    name,
    cases,
    holds: { within },
    sides: both,
    measure: Effect.map(
      Effect.all([both, scale]),
      ([both, scale]) => (instance: A) =>
        Effect.map(Effect.all([both(instance), scale(instance)]), ([numbers, least]): Reading => {
          const { deviation, size } = compare(numbers, least)
          // That something vanishes is said of what it might have been: its scale.
          return { deviation, size: vanishing ? least : size }
        }),
    ),
  })
}
