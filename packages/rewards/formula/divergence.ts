import type { Numbers } from "./numbers.ts"

/**
 * `KL(p || q) = sum_j p_j (log p_j - log q_j)`, in nats.
 * @since 0.1.0
 */
export const divergence =
  <N, V>({ sum, zip, mul, sub, log }: Numbers<N, V>) => ({ p, q }: { readonly p: V; readonly q: V }): N =>
    sum(zip([p, q], (x, y) => mul(x, sub(log(x), log(y)))))

/**
 * `KL(p || U) = sum_j p_j (log p_j - log 1/V)`, in nats; U gives each of the V symbols 1/V.
 * @since 0.1.0
 */
export const uniformDivergence = <N, V>({ of, sum, map, mul, sub, div, log, length }: Numbers<N, V>) => (p: V): N =>
  sum(map(p, (x) => mul(x, sub(log(x), log(div(of(1), length(p)))))))
