import { div, mul, reduceSum } from "@rlif/core/graph/ops"
import type { Aggregate } from "./aggregate.ts"
import { masked } from "./masked.ts"

/**
 * The sum over all tokens divided by completions times a constant: no length bias (Dr. GRPO, arXiv:2503.20783).
 * @since 0.1.0
 */
export const fixedLength = (length: number): Aggregate => (x, { mask, sequences }) =>
  div(reduceSum(masked(x, mask)), mul(sequences, length))
