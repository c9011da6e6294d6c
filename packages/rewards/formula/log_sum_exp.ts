import type { Numbers } from "./numbers.ts"

/**
 * `log sum_j e^z_j`
 * @since 0.1.0
 */
export const logSumExp = <N, V>({ log, sum, map, exp }: Numbers<N, V>) => (z: V): N => log(sum(map(z, (x) => exp(x))))
