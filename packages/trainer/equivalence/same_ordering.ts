import type * as Arbitrary from "effect/Arbitrary"
import { type Claim, largest } from "./claim.ts"
import type { Both, RewardError, Sides } from "./side.ts"
import { type Compared, related, scaleOf } from "./same_value.ts"

/**
 * The claim that two sides put the numbers of every case in the same order, ties included: `a_i < a_j` exactly where
 * `b_i < b_j`. The deviation is that of the pair that disagrees most: how far apart it is on the side where it is
 * nearer, or, where one has an exact tie, in the other; rounding alone stays below `within` (default 1e-9).
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 * import { tokenEntropy } from "@rlif/rewards/token-entropy"
 * import { check, groups, sameOrdering, show } from "@rlif/trainer/equivalence"
 * import { Effect } from "effect"
 *
 * const cases = groups({ vocabulary: [3, 3], tokens: 1 })
 * const claim = sameOrdering("two rewards", cases, { sides: [selfCertainty(), tokenEntropy()], within: 1e-6 })
 * const outcome = await Effect.runPromise(Effect.scoped(check(claim)).pipe(Effect.provide(Cpu.layer)))
 * show(outcome) // two distributions over three symbols that the rewards put in opposite order
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const sameOrdering = <A, E = never, F = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { sides, within = 1e-9, scale }: Compared<A> & { readonly sides: Sides<NoInfer<A>, E, F> },
): Claim<E | F | RewardError<A>> =>
  related(name, cases, {
    sides,
    within,
    scale: scaleOf(scale),
    compare: (both, least) => ({
      deviation: discordance(both, least),
      size: Math.max(...both.map((x) => gap(x, least))),
    }),
  })

/** How far apart the outermost of a list are, in proportion to its scale. */
const gap = (list: ArrayLike<number>, least: number): number => {
  const all = Array.from(list)
  return all.length === 0 ? 0 : (Math.max(...all) - Math.min(...all)) / (Math.max(least, largest(all)) || 1)
}

/**
 * How far apart the worst pair is that two lists order differently, each list in proportion to its own scale or to `least`;
 * 0 where there is none.
 * @stability unstable
 * @since 0.1.0
 */
export const discordance = ([a, b]: Both, least = 0): number => {
  if (a.length !== b.length) return Infinity
  const [left, right] = [a, b].map((list) => Math.max(least, largest(list)) || 1)
  let most = 0
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) return NaN
    for (let j = 0; j < i; j++) {
      const [x, y] = [(a[i] - a[j]) / left, (b[i] - b[j]) / right]
      if (Math.sign(x) === Math.sign(y)) continue
      const [far, near] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))]
      most = Math.max(most, x === 0 || y === 0 ? far : near)
    }
  }
  return most
}
