import { selfCertainty } from "@rlif/core/signals"
import { maximized } from "./direct.ts"
import type { Loss } from "./loss.ts"

/**
 * `-KL(U || p_t)`: maximizes self-certainty, its gradient through the distributions at the sampled tokens.
 * @since 0.1.0
 */
export const directSelfCertainty: Loss = maximized(selfCertainty)
