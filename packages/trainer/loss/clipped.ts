import { clipRatios, ratio, surrogate } from "./_clip.ts"
import type { Loss } from "./loss.ts"
import type { Region } from "./region.ts"

/**
 * PPO's clipped surrogate, `-min(r A, clip(r, 1 - low, 1 + high) A)` with `r = p / p_old` of each token (Schulman et al.,
 * 2017, arXiv:1707.06347; GRPO uses the same). A `high` above `low` is DAPO's clip-higher (arXiv:2503.14476).
 * @since 0.1.0
 */
export const clipped = (options: Partial<Region> = {}): Loss<"old" | "advantage"> => {
  const { low = 0.2, high = low } = options
  return {
    needs: ["old", "advantage"],
    of: (batch) => surrogate(ratio(batch), batch.advantage, { low, high }),
    metrics: (batch) => clipRatios(ratio(batch), batch.advantage, { low, high }),
  }
}
