import { mean } from "./mean.ts"
import type { Numbers } from "./numbers.ts"

/**
 * `R_traj = sum_t log p_t(y_t)`, of the log-probabilities of a completion's tokens.
 * @since 0.1.0
 */
export const trajectorySum = <N, V>({ sum }: Numbers<N, V>) => (logprobs: V): N => sum(logprobs)

/**
 * `1/T sum_t log p_t(y_t)`
 * @since 0.1.0
 */
export const trajectoryMean = <N, V>(numbers: Numbers<N, V>) => (logprobs: V): N => mean(numbers)(logprobs)
