import type { Float } from "@rlif/core/graph/dtype"
import { broadcastTo, div, exp, maximum, reduceSum, sub } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { clipRatios, surrogate } from "./_clip.ts"
import type { Loss, LossBatch } from "./loss.ts"
import { masked } from "./masked.ts"
import type { Region } from "./region.ts"

/**
 * GSPO: the clipped surrogate with one ratio per sequence, `s = exp(mean_t (log p - log p_old))`, for all of its tokens
 * (Zheng et al., 2025, arXiv:2507.18071, whose ranges are the defaults).
 * @since 0.1.0
 */
export const gspo = (options: Partial<Region> = {}): Loss<"old" | "advantage"> => {
  const { low = 3e-4, high = 4e-4 } = options
  return {
    needs: ["old", "advantage"],
    of: (batch) => surrogate(sequenceRatio(batch), batch.advantage, { low, high }),
    metrics: (batch) => clipRatios(sequenceRatio(batch), batch.advantage, { low, high }),
  }
}

const sequenceRatio = ({ logprob, old, mask, lengths }: LossBatch<"old">): Tensor<Float> => {
  const total = reduceSum(masked(sub(logprob, old), mask), 1, { keepDims: true }) // (R, 1)
  return broadcastTo(exp(div(total, maximum(lengths, 1))), logprob.shape) // (R, T)
}
