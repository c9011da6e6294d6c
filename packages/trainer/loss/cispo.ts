import type { Float } from "@rlif/core/graph/dtype"
import { cast, clip, lessEqual, minimum, mul, neg, not, stopGradient } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { ratio } from "./_clip.ts"
import type { Loss } from "./loss.ts"
import type { Region } from "./region.ts"

/**
 * CISPO: `-w A log p` with the ratio as a constant weight, `w = clip(r, 1 - low, 1 + high)`: every token keeps a
 * gradient (MiniMax, 2025, arXiv:2506.13585).
 * @since 0.1.0
 */
export const cispo = (options: Partial<Region> = {}): Loss<"old" | "advantage"> => {
  const { low = 0.2, high = low } = options
  return weighing((r) => clip(r, 1 - low, 1 + high), 1 + high)
}

/**
 * CISPO with an absolute cap and no lower bound: `-w A log p`, `w = min(r, cap)`.
 * @since 0.1.0
 */
export const cispoCapped = (cap: number): Loss<"old" | "advantage"> => weighing((r) => minimum(r, cap), cap)

const weighing = (weight: (r: Tensor<Float>) => Tensor<Float>, cap: number): Loss<"old" | "advantage"> => ({
  needs: ["old", "advantage"],
  of: (batch) => neg(mul(stopGradient(weight(ratio(batch))), mul(batch.advantage, batch.logprob))),
  metrics: (batch) => ({
    "clip_ratio/high_mean": cast(not(lessEqual(ratio(batch), cap)), batch.logprob.dtype),
  }),
})
