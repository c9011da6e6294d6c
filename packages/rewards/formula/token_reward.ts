import { mean } from "./mean.ts"
import type { Numbers } from "./numbers.ts"

/**
 * `R_tok = -sum_t H(p_t)`, of the entropies at a completion's tokens.
 * @since 0.1.0
 */
export const tokenSum = <N, V>({ neg, sum }: Numbers<N, V>) => (entropies: V): N => neg(sum(entropies))

/**
 * `-1/T sum_t H(p_t)`
 * @since 0.1.0
 */
export const tokenMean = <N, V>(numbers: Numbers<N, V>) => (entropies: V): N => numbers.neg(mean(numbers)(entropies))
