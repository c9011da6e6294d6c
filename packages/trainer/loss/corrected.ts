import type { Float } from "@rlif/core/graph/dtype"
import {
  and,
  broadcastTo,
  exp,
  less,
  lessEqual,
  minimum,
  mul,
  not,
  reduceSum,
  stopGradient,
  sub,
  where,
} from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { Loss, LossBatch } from "./loss.ts"
import { masked } from "./masked.ts"

/**
 * How `corrected` weighs.
 * @since 0.1.0
 */
export interface Correction {
  /** One weight a token, or one a completion: the product of its tokens'. Default: a token. */
  readonly per?: "token" | "completion"
  /** The largest weight, and its inverse the least that is not left out. Default 2. */
  readonly cap?: number
  /** A weight above the cap is the cap (`truncate`), or a token whose weight is not in [1 / cap, cap] is left out (`mask`). */
  readonly beyond?: "truncate" | "mask"
}

/**
 * A loss times importance weights, for completions that other weights sampled than those that learn: `w = p / p_old` as a
 * constant without gradient, truncated at a cap (IMPALA's, Espeholt et al. 2018, arXiv:1802.01561, section 4.1) or masked beyond
 * it. For losses without a ratio of their own, such as `reinforce`, whose gradient it makes that of the weights that learn; what
 * the cap holds back is the price of a bounded variance. On-policy all weights are 1.
 *
 * @example
 * ```ts
 * import { corrected } from "@rlif/trainer/loss/corrected"
 * import { reinforce } from "@rlif/trainer/loss/reinforce"
 *
 * const loss = corrected(reinforce, { per: "completion", cap: 4, beyond: "mask" })
 * loss.needs // ["advantage", "old"]
 * ```
 *
 * @since 0.1.0
 */
export const corrected = <C extends string, S extends string = never>(
  loss: Loss<C, S>,
  { per = "token", cap = 2, beyond = "truncate" }: Correction = {},
): Loss<C | "old", S> => {
  if (!(cap >= 1)) throw new Error(`Cannot correct a loss with a cap of ${cap}: it is not 1 or more`)
  const weight = (batch: LossBatch<"old">): Tensor<Float> => {
    const change = masked(sub(batch.logprob, batch.old), batch.mask) // (R, T)
    const log = per === "token" ? change : broadcastTo(reduceSum(change, 1, { keepDims: true }), batch.logprob.shape) // (R, 1) -> (R, T)
    const w = exp(log)
    const held = beyond === "truncate" ? minimum(w, cap) : where(and(lessEqual(w, cap), not(less(w, 1 / cap))), w, 0)
    return stopGradient(held)
  }
  const needs = loss.needs.includes("old" as C) ? loss.needs : [...loss.needs, "old" as const]
  return { ...loss, needs, of: (batch) => mul(loss.of(batch), weight(batch as LossBatch<"old">)) }
}
