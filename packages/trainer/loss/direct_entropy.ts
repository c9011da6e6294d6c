import type { Loss } from "./loss.ts"

/**
 * `H(p_t)` itself, its gradient through the distribution at the tokens that were sampled: entropy minimization.
 * @since 0.1.0
 */
export const directEntropy: Loss = { needs: [], of: ({ entropy }) => entropy }
