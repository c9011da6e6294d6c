import { entropy } from "@rlif/core/signals"
import { minimized } from "./direct.ts"
import type { Loss } from "./loss.ts"

/**
 * `H(p_t)` itself: entropy minimization, its gradient through the distributions at the sampled tokens.
 * @since 0.1.0
 */
export const directEntropy: Loss = minimized(entropy)
