import { entropy } from "./entropy.ts"
import type { Numbers } from "./numbers.ts"

/**
 * `dH/dz_j = -p_j (log p_j + H(p))` at `p = softmax(z)`.
 * @since 0.1.0
 */
export const entropyGradient = <N, V>(numbers: Numbers<N, V>) => (p: V): V => {
  const { map, neg, mul, add, log } = numbers
  return map(p, (x) => neg(mul(x, add(log(x), entropy(numbers)(p)))))
}

/**
 * `d KL(U || p) / dz_j = p_j - 1/V`
 * @since 0.1.0
 */
export const selfCertaintyGradient = <N, V>({ of, map, sub, div, length }: Numbers<N, V>) => (p: V): V =>
  map(p, (x) => sub(x, div(of(1), length(p))))

/**
 * `d log p_i / dz_j = [i = j] - p_j`; `chosen` is 1 at i and 0 elsewhere.
 * @since 0.1.0
 */
export const logprobGradient =
  <N, V>({ zip, sub }: Numbers<N, V>) => ({ chosen, p }: { readonly chosen: V; readonly p: V }): V =>
    zip([chosen, p], (is, x) => sub(is, x))
