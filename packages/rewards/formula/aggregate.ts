import type { Batches } from "./batches.ts"
import { mean } from "./mean.ts"

/**
 * `sum_i sum_t l_it / sum_i T_i`, of the losses of the tokens of each completion: every token counts the same.
 * @since 0.1.0
 */
export const tokenMeanLoss = <N, V, B>({ div, sum, length, each }: Batches<N, V, B>) => (losses: B): N =>
  div(sum(each(losses, sum)), sum(each(losses, length)))

/**
 * `1/R sum_i 1/T_i sum_t l_it`: every one of the R completions counts the same.
 * @since 0.1.0
 */
export const sequenceMeanLoss = <N, V, B>(numbers: Batches<N, V, B>) => (losses: B): N =>
  mean(numbers)(numbers.each(losses, mean(numbers)))

/**
 * `1/R sum_i sum_t l_it`: a completion's loss is that of its whole text.
 * @since 0.1.0
 */
export const sequenceSumLoss = <N, V, B>(numbers: Batches<N, V, B>) => (losses: B): N =>
  mean(numbers)(numbers.each(losses, numbers.sum))

/**
 * `1/(R most) sum_i sum_t l_it`: as if all completions had `most` tokens.
 * @since 0.1.0
 */
export const fixedLengthLoss = <N, V, B>({ div, mul, sum, length, each }: Batches<N, V, B>) =>
(most: N) =>
(
  losses: B,
): N => div(sum(each(losses, sum)), mul(length(each(losses, sum)), most))
