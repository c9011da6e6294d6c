import type { Float } from "@rlif/core/graph/dtype"
import { and, cast, clip, exp, less, lessEqual, minimum, mul, neg, not, or, sub } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { LossBatch } from "./loss.ts"
import type { Region } from "./region.ts"

/** `r = p / p_old` of each token, (R, T) */
export const ratio = ({ logprob, old }: LossBatch<"old">): Tensor<Float> => exp(sub(logprob, old))

/** `-min(r A, clip(r, 1 - low, 1 + high) A)` */
export const surrogate = (
  r: Tensor<Float>,
  advantage: Tensor<Float>,
  { low, high }: Region,
): Tensor<Float> => neg(minimum(mul(r, advantage), mul(clip(r, 1 - low, 1 + high), advantage)))

/** Where the surrogate is flat: 1 at tokens below, above, or on either side of the region, 0 elsewhere. */
export const clipRatios = (
  r: Tensor<Float>,
  advantage: Tensor<Float>,
  { low, high }: Region,
) => {
  const below = and(less(r, 1 - low), less(advantage, 0))
  const above = and(not(lessEqual(r, 1 + high)), not(lessEqual(advantage, 0)))
  return {
    "clip_ratio/low_mean": cast(below, r.dtype),
    "clip_ratio/high_mean": cast(above, r.dtype),
    "clip_ratio/region_mean": cast(or(below, above), r.dtype),
  }
}
