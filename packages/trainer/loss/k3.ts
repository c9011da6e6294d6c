import { exp, sub } from "@rlif/core/graph/ops"
import { penalty } from "./_penalty.ts"

/**
 * `e^d - d - 1`, `d = log p_ref - log p`: unbiased as a number and never negative; GRPO's penalty (arXiv:2402.03300).
 * On-policy the mean of its gradient is that of the other divergence, KL(p_ref || p).
 * @since 0.1.0
 */
export const k3 = penalty((d) => sub(sub(exp(d), d), 1))
