import type { Arbitrary } from "effect"
import { type Claim, deviation } from "./claim.ts"
import type { Both, Sides } from "./side.ts"
import { related } from "./same_value.ts"

/**
 * That two sides put the numbers of every case in the same order, ties included: `a_i < a_j` exactly where
 * `b_i < b_j`. The deviation is that of the pair that disagrees most: how far apart it is on the side where it is
 * nearer, or, where one has an exact tie, in the other; rounding alone stays below `within` (default 1e-9).
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 * import { tokenEntropy } from "@rlif/rewards/token-entropy"
 * import { check } from "@rlif/trainer/equivalence"
 * import { groups } from "@rlif/trainer/equivalence"
 * import { sameOrdering } from "@rlif/trainer/equivalence"
 * import { show } from "@rlif/trainer/equivalence"
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
  { sides, within = 1e-9 }: { readonly sides: Sides<NoInfer<A>, E, F>; readonly within?: number },
): Claim<E | F> => related(name, cases, { sides, within, apart: discordance })

/**
 * How far apart the worst pair is that two lists order differently; 0 where there is none.
 * @stability unstable
 * @since 0.1.0
 */
export const discordance = ([a, b]: Both): number => {
  if (a.length !== b.length) return Infinity
  let most = 0
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) return NaN
    for (let j = 0; j < i; j++) {
      const [left, right] = [Math.sign(a[i] - a[j]), Math.sign(b[i] - b[j])]
      if (left === right) continue
      const [x, y] = [deviation(a[i], a[j]), deviation(b[i], b[j])]
      most = Math.max(most, left === 0 || right === 0 ? Math.max(x, y) : Math.min(x, y))
    }
  }
  return most
}
