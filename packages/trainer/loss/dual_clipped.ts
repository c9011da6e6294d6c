import { less, minimum, mul, where } from "@rlif/core/graph/ops"
import { clipRatios, ratio, surrogate } from "./_clip.ts"
import type { Loss } from "./loss.ts"
import type { Region } from "./region.ts"

/**
 * How `dualClipped` clips.
 * @since 0.1.0
 */
export interface DualRegion extends Region {
  /** The largest loss of a token of negative advantage, as a multiple of `-A`. */
  readonly cap: number
}

/**
 * The clipped surrogate with a bound on the other side: if `A < 0` the loss is at most `-cap A`, so that no token that
 * became much likelier can dominate (Ye et al., 2020, arXiv:1912.09729).
 * @since 0.1.0
 */
export const dualClipped = (options: Partial<DualRegion> = {}): Loss<"old" | "advantage"> => {
  const { low = 0.2, high = low, cap = 3 } = options
  return {
    needs: ["old", "advantage"],
    of: (batch) => {
      const { advantage } = batch
      const loss = surrogate(ratio(batch), advantage, { low, high })
      return where(less(advantage, 0), minimum(loss, mul(advantage, -cap)), loss)
    },
    metrics: (batch) => clipRatios(ratio(batch), batch.advantage, { low, high }),
  }
}
