import { mul, neg } from "@rlif/core/graph/ops"
import type { Loss } from "./loss.ts"

/**
 * `-A log p`, the score-function gradient without a ratio (Williams, 1992).
 * @since 0.1.0
 */
export const reinforce: Loss<"advantage"> = {
  needs: ["advantage"],
  of: ({ advantage, logprob }) => neg(mul(advantage, logprob)),
}
