import { mean } from "./mean.ts"
import type { Numbers } from "./numbers.ts"

/**
 * `sum_i (x_i - mean(x))^2 / (n - 1)`: unbiased.
 * @since 0.1.0
 */
export const variance = <N, V>(numbers: Numbers<N, V>) => (v: V): N => {
  const { of, div, sum, map, mul, sub, length } = numbers
  const away = (x: N) => sub(x, mean(numbers)(v))
  return div(sum(map(v, (x) => mul(away(x), away(x)))), sub(length(v), of(1)))
}

/**
 * `sqrt(variance)`
 * @since 0.1.0
 */
export const standardDeviation = <N, V>(numbers: Numbers<N, V>) => (v: V): N => numbers.sqrt(variance(numbers)(v))
