import { selfCertainty } from "@rlif/core/signals"
import { maximized } from "./direct.ts"
import type { Loss } from "./loss.ts"

/** `-KL(U || p_t)`, its gradient through the distribution at the tokens that were sampled: maximizes self-certainty. */
export const directSelfCertainty: Loss = maximized(selfCertainty)
