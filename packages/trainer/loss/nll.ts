import { neg } from "@rlif/core/graph/ops"
import type { Loss } from "./loss.ts"

/**
 * `-log p`, supervised cross-entropy.
 * @since 0.1.0
 */
export const nll: Loss = { needs: [], of: ({ logprob }) => neg(logprob) }
