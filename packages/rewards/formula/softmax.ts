import type { Numbers } from "./numbers.ts"

/**
 * `p_j = e^z_j / sum_k e^z_k`
 * @since 0.1.0
 */
export const softmax = <N, V>({ div, sum, map, exp }: Numbers<N, V>) => (z: V): V =>
  map(z, (x) => div(exp(x), sum(map(z, (y) => exp(y)))))
