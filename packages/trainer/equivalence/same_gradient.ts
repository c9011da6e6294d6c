import type { Reward } from "@rlif/rewards/reward"
import type { Arbitrary } from "effect"
import type { Aggregate } from "../loss/aggregate.ts"
import type { Column, Loss } from "../loss/loss.ts"
import { tokenMean } from "../loss/token_mean.ts"
import type { Batch } from "./batches.ts"
import { type Claim, furthest } from "./claim.ts"
import { lossGradient, policyGradient } from "./gradients.ts"
import type { ProgramError, Side } from "./side.ts"
import { related } from "./same_value.ts"
import type { Tree } from "./trees.ts"

/**
 * What a gradient is taken of: a loss, on batches; a reward, on trees, where it is the policy gradient `g[R]`; or the
 * gradient itself, such as `slope(f)`.
 */
export type Differentiable<A, E = never> =
  | Side<A, E>
  | ([A] extends [Batch] ? Loss<Column> : never)
  | ([A] extends [Tree] ? Reward<string, E> : never)

/**
 * That two sides have the same gradient by the logits of a tabular policy, element by element within `within`
 * (default 1e-9). Losses go through the library's graph, its `backward` and the runtime, aggregated by `aggregate`
 * (default the token mean).
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { batches } from "@rlif/trainer/equivalence"
 * import { check } from "@rlif/trainer/equivalence"
 * import { sameGradient } from "@rlif/trainer/equivalence"
 * import { show } from "@rlif/trainer/equivalence"
 * import { clipped } from "@rlif/trainer/loss/clipped"
 * import { reinforce } from "@rlif/trainer/loss/reinforce"
 * import { Effect } from "effect"
 *
 * const claim = sameGradient("the clip", batches({ onPolicy: true }), { sides: [clipped(), reinforce] })
 * const outcome = await Effect.runPromise(Effect.scoped(check(claim)).pipe(Effect.provide(Cpu.layer)))
 * show(outcome) // held: where the policy is the one that sampled, clipping does nothing
 * ```
 */
export const sameGradient = <A, E = never, F = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { sides: [left, right], aggregate = tokenMean, within = 1e-9 }: {
    readonly sides: readonly [left: Differentiable<NoInfer<A>, E>, right: Differentiable<NoInfer<A>, F>]
    readonly aggregate?: Aggregate
    readonly within?: number
  },
): Claim<E | F | ProgramError> =>
  related(name, cases, {
    sides: [gradientOf(left, aggregate), gradientOf(right, aggregate)],
    within,
    apart: ([a, b]) => furthest(a, b),
  })

const gradientOf = <A, E>(side: Differentiable<A, E>, aggregate: Aggregate): Side<A, E | ProgramError> => {
  // The types admit losses only where cases are batches, and rewards only where they are trees.
  if (typeof side === "object" && "of" in side) return lossGradient(side, aggregate) as Side<A, E | ProgramError>
  if (typeof side === "object" && "score" in side) return policyGradient(side) as Side<A, E | ProgramError>
  return side
}
