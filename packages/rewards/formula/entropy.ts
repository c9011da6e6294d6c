import type { Numbers } from "./numbers.ts"

/**
 * `H(p) = -sum_j p_j log p_j`, in nats.
 * @since 0.1.0
 */
export const entropy = <N, V>({ neg, sum, map, mul, log }: Numbers<N, V>) => (p: V): N =>
  neg(sum(map(p, (x) => mul(x, log(x)))))
