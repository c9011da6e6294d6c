import { div, reduceSum } from "@rlif/core/graph/ops"
import type { Aggregate } from "./aggregate.ts"
import { masked } from "./masked.ts"

/**
 * The mean over completions of their token sums: a completion's loss is that of its whole text.
 * @since 0.1.0
 */
export const sequenceSum: Aggregate = (x, { mask, sequences }) => div(reduceSum(masked(x, mask)), sequences)
