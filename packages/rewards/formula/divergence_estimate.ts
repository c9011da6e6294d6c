import type { Numbers } from "./numbers.ts"

/**
 * `k1 = -d`, `d = log ref - log p` at the sampled token.
 * @since 0.1.0
 */
export const k1 = <N, V>({ neg }: Numbers<N, V>) => (d: N): N => neg(d)

/**
 * `k2 = d^2 / 2`
 * @since 0.1.0
 */
export const k2 = <N, V>({ of, mul, div }: Numbers<N, V>) => (d: N): N => div(mul(d, d), of(2))

/**
 * `k3 = e^d - d - 1`
 * @since 0.1.0
 */
export const k3 = <N, V>({ of, exp, sub }: Numbers<N, V>) => (d: N): N => sub(sub(exp(d), d), of(1))
