import { div, maximum, reduceSum } from "@rlif/core/graph/ops"
import type { Aggregate } from "./aggregate.ts"
import { masked } from "./masked.ts"

/**
 * The mean over completions of their token means: every completion counts the same (GRPO, arXiv:2402.03300).
 * @since 0.1.0
 */
export const sequenceMean: Aggregate = (x, { mask, lengths, sequences }) => {
  const sums = reduceSum(masked(x, mask), 1, { keepDims: true }) // (R, 1)
  return div(reduceSum(div(sums, maximum(lengths, 1))), sequences)
}
