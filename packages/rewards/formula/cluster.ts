import type { Numbers } from "./numbers.ts"

/**
 * `n_c / G`; of the G completions `same` has 1 for each in one's own cluster, 0 for the others.
 * @since 0.1.0
 */
export const clusterFrequency = <N, V>({ div, sum, length }: Numbers<N, V>) => (same: V): N =>
  div(sum(same), length(same))

/**
 * `S = sum_c P(c)^2`: the probability that two independent draws fall into one cluster.
 * @since 0.1.0
 */
export const collision = <N, V>({ sum, map, mul }: Numbers<N, V>) => (p: V): N => sum(map(p, (x) => mul(x, x)))
