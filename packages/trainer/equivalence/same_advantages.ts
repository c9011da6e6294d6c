import type * as Arbitrary from "effect/Arbitrary"
import type { Advantage } from "../advantage/advantage.ts"
import { standardized } from "../advantage/standardized.ts"
import type { Claim } from "./claim.ts"
import type { RewardError, Sides } from "./side.ts"
import { byNumbers, type Compared, related, scaleOf } from "./same_value.ts"

/**
 * The claim that two sides, as rewards of a group, give the same advantages: with the same advantage on both sides, and one
 * model, they train it alike. Default advantage: standardized with eps 0, which only a change of scale and offset leaves
 * alone. Where the rewards of a group hardly differ, rounding is all that standardized advantages show: so deviations
 * count in proportion to the spread of the rewards, up to a spread as large as the rewards themselves.
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { check, rewardGroups, sameAdvantages, show } from "@rlif/trainer/equivalence"
 * import { Effect } from "effect"
 *
 * // A change that keeps the order of rewards does not keep their advantages.
 * const claim = sameAdvantages("cubes", rewardGroups(), { sides: [(r) => r, (r) => r.map((x) => x ** 3)] })
 * const outcome = await Effect.runPromise(Effect.scoped(check(claim)).pipe(Effect.provide(Cpu.layer)))
 * show(outcome) // three rewards whose advantages differ
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const sameAdvantages = <A, E = never, F = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { sides, advantage = standardized({ eps: 0 }), within = 1e-9, scale }: Compared<A> & {
    readonly sides: Sides<NoInfer<A>, E, F>
    readonly advantage?: Advantage
  },
): Claim<E | F | RewardError<A>> =>
  related(name, cases, {
    sides,
    within,
    scale: scaleOf(scale),
    compare: (rewards, least) => {
      const [a, b] = rewards.map((side) => Float64Array.from(side))
      const { deviation, size } = byNumbers([advantage(a), advantage(b)], 0)
      const known = Math.max(spread(a, least), spread(b, least))
      return { deviation: deviation === 0 ? 0 : deviation * known, size: size * known }
    },
  })

/** Largest minus smallest, in proportion to the larger of both: between 0 and 1, and 1 from a spread of their size. */
const spread = (rewards: Float64Array, scale: number): number => {
  if (rewards.length === 0) return 0
  const [least, most] = [Math.min(...rewards), Math.max(...rewards)]
  return Math.min(1, (most - least) / (Math.max(scale, Math.abs(least), Math.abs(most)) || 1))
}
