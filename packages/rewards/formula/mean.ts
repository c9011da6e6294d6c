import type { Numbers } from "./numbers.ts"

/**
 * `1/n sum_i x_i`
 * @since 0.1.0
 */
export const mean = <N, V>({ div, sum, length }: Numbers<N, V>) => (v: V): N => div(sum(v), length(v))
