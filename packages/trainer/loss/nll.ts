import { neg } from "@rlif/core/graph/ops"
import type { Loss } from "./loss.ts"

/** `-log p`, supervised cross-entropy. */
export const nll: Loss = { needs: [], of: ({ logprob }) => neg(logprob) }
