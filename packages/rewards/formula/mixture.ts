import type { Numbers } from "./numbers.ts"

/**
 * `(1 - a) x_i + a y_i`
 * @since 0.1.0
 */
export const mixture =
  <N, V>({ of, zip, add, mul, sub }: Numbers<N, V>) =>
  ({ x, y, a }: { readonly x: V; readonly y: V; readonly a: N }): V =>
    zip([x, y], (one, other) => add(mul(sub(of(1), a), one), mul(a, other)))
