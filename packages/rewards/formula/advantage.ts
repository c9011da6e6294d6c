import { mean } from "./mean.ts"
import type { Numbers } from "./numbers.ts"
import { standardDeviation } from "./standard_deviation.ts"

/**
 * `A_i = r_i - mean(r)`
 * @since 0.1.0
 */
export const centered = <N, V>(numbers: Numbers<N, V>) => (rewards: V): V =>
  numbers.map(rewards, (r) => numbers.sub(r, mean(numbers)(rewards)))

/**
 * `A_i = (r_i - mean(r)) / (std(r) + eps)`; 0 by definition for a constant group.
 * @since 0.1.0
 */
export const standardized =
  <N, V>(numbers: Numbers<N, V>) => ({ rewards, eps }: { readonly rewards: V; readonly eps: N }): V => {
    const { map, div, sub, add } = numbers
    return map(rewards, (r) => div(sub(r, mean(numbers)(rewards)), add(standardDeviation(numbers)(rewards), eps)))
  }

/**
 * `A_i = r_i - (sum(r) - r_i) / (n - 1)`: the distance from the mean of the others.
 * @since 0.1.0
 */
export const leaveOneOut = <N, V>({ of, map, sub, div, sum, length }: Numbers<N, V>) => (rewards: V): V =>
  map(rewards, (r) => sub(r, div(sub(sum(rewards), r), sub(length(rewards), of(1)))))
