import type { Arbitrary } from "effect"
import { Effect } from "effect"
import { type Claim, furthest, measured } from "./claim.ts"
import { type Both, bothSides, type Sides } from "./side.ts"

/**
 * That two sides are the same numbers on every case, each within `within` (default 1e-9) of the other, relative to
 * their size.
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { check } from "@rlif/trainer/equivalence"
 * import { distributions } from "@rlif/trainer/equivalence"
 * import { sameValue } from "@rlif/trainer/equivalence"
 * import { show } from "@rlif/trainer/equivalence"
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
  { sides, within = 1e-9 }: { readonly sides: Sides<NoInfer<A>, E, F>; readonly within?: number },
): Claim<E | F> => related(name, cases, { sides, within, apart: ([a, b]) => furthest(a, b) })

/**
 * That two lists of numbers are as near as a relation asks for.
 * @stability unstable
 * @since 0.1.0
 */
export const related = <A, E = never, F = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { sides, within, apart }: {
    readonly sides: Sides<A, E, F>
    readonly within: number
    readonly apart: (sides: Both) => number
  },
): Claim<E | F> => {
  const both = bothSides(sides)
  return measured(name, cases, {
    measure: Effect.map(both, (both) => (instance: A) => Effect.map(both(instance), apart)),
    sides: both,
    within,
  })
}
