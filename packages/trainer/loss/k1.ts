import { neg } from "@rlif/core/graph/ops/unary"
import { penalty } from "./_penalty.ts"

/** `log p - log p_ref`: the unbiased estimate of KL(p || p_ref) at the sampled token, of either sign. */
export const k1 = penalty(neg)
