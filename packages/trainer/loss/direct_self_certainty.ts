import { neg } from "@rlif/core/graph/ops"
import type { Loss } from "./loss.ts"

/**
 * `-KL(U || p_t)`: maximizes self-certainty, its gradient through the distributions at the sampled tokens.
 * @since 0.1.0
 */
export const directSelfCertainty: Loss = {
  needs: [],
  of: ({ selfCertainty }) => neg(selfCertainty),
}
