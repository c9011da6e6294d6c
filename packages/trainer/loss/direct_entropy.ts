import type { Loss } from "./loss.ts"

/** `H(p_t)` itself, its gradient through the distribution at the tokens that were sampled: entropy minimization. */
export const directEntropy: Loss = { needs: [], of: ({ entropy }) => entropy }
