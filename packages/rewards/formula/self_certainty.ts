import { logSumExp } from "./log_sum_exp.ts"
import { mean } from "./mean.ts"
import type { Numbers } from "./numbers.ts"

/**
 * `KL(U || p) = sum_j 1/V (log 1/V - log p_j)`, in nats (Kang et al. 2025, arXiv:2502.18581).
 * @since 0.1.0
 */
export const selfCertainty = <N, V>({ of, sum, map, mul, sub, div, log, length }: Numbers<N, V>) => (p: V): N =>
  sum(map(p, (x) => mul(div(of(1), length(p)), sub(log(div(of(1), length(p))), log(x)))))

/**
 * Self-certainty of logits: `log sum_j e^z_j - mean(z) - log V`.
 * @since 0.1.0
 */
export const selfCertaintyOfLogits = <N, V>(numbers: Numbers<N, V>) => (z: V): N => {
  const { sub, log, length } = numbers
  return sub(sub(logSumExp(numbers)(z), mean(numbers)(z)), log(length(z)))
}
