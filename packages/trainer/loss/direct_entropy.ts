import { entropy } from "@rlif/core/signals"
import { minimized } from "./direct.ts"
import type { Loss } from "./loss.ts"

/** `H(p_t)` itself, its gradient through the distribution at the tokens that were sampled: entropy minimization. */
export const directEntropy: Loss = minimized(entropy)
