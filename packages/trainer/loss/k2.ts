import { mul } from "@rlif/core/graph/ops"
import { penalty } from "./_penalty.ts"

/**
 * `(log p - log p_ref)^2 / 2`: biased as a number; on-policy the mean of its gradient is that of KL(p || p_ref).
 * @since 0.1.0
 */
export const k2 = penalty((d) => mul(mul(d, d), 0.5))
