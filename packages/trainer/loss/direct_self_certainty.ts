import { neg } from "@rlif/core/graph/ops"
import type { Loss } from "./loss.ts"

/**
 * `-KL(U || p_t)`, its gradient through the distribution at the tokens that were sampled: maximizes self-certainty.
 * @since 0.1.0
 */
export const directSelfCertainty: Loss = {
  needs: [],
  of: ({ selfCertainty }) => neg(selfCertainty),
}
