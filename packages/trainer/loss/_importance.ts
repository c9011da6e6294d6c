import type { Float } from "@rlif/core/graph/dtype"
import {
  and,
  broadcastTo,
  exp,
  less,
  lessEqual,
  minimum,
  not,
  reduceSum,
  stopGradient,
  where,
} from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { LossBatch } from "./loss.ts"
import { masked } from "./masked.ts"

/**
 * How importance weights are taken and bounded.
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

/** Throws unless a weight of 1 may stay. */
export const checkCap = ({ cap = 2 }: Correction): void => {
  if (!(cap >= 1)) throw new Error(`Cannot correct a loss with a cap of ${cap}: it is not 1 or more`)
}

/** The bounded weights of log-ratios (R, T) as constants without gradient, (R, T). */
export const importance = (
  change: Tensor<Float>,
  { mask }: Pick<LossBatch, "mask">,
  { per = "token", cap = 2, beyond = "truncate" }: Correction,
): Tensor<Float> => {
  const inside = masked(change, mask) // (R, T)
  const log = per === "token" ? inside : broadcastTo(reduceSum(inside, 1, { keepDims: true }), inside.shape) // (R, 1) -> (R, T)
  const w = exp(log)
  const held = beyond === "truncate" ? minimum(w, cap) : where(and(lessEqual(w, cap), not(less(w, 1 / cap))), w, 0)
  return stopGradient(held)
}
