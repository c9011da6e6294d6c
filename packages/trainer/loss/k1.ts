import { neg } from "@rlif/core/graph/ops"
import { penalty } from "./_penalty.ts"

/**
 * `log p - log p_ref`: the plain estimate of KL(p || p_ref) at the sampled token, of either sign. Unbiased as a number,
 * idle as a loss: on-policy the mean of its gradient is 0.
 * @since 0.1.0
 */
export const k1 = penalty(neg)
