import { div, reduceSum } from "@rlif/core/graph/ops"
import type { Aggregate } from "./aggregate.ts"
import { masked } from "./masked.ts"

/**
 * The sum over all tokens divided by their number: every token counts the same (DAPO, arXiv:2503.14476).
 * @since 0.1.0
 */
export const tokenMean: Aggregate = (x, { mask, tokens }) => div(reduceSum(masked(x, mask)), tokens)
