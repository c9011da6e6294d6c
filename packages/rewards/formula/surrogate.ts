import type { Numbers } from "./numbers.ts"

/**
 * The bounds of a ratio, [1 - low, 1 + high].
 * @since 0.1.0
 */
export interface Bounds<N> {
  readonly low: N
  readonly high: N
}

/**
 * `min(max(r, 1 - low), 1 + high)`, also the weight that CISPO gives a token.
 * @since 0.1.0
 */
export const clippedRatio =
  <N, V>({ of, min, max, add, sub }: Numbers<N, V>) => ({ low, high }: Bounds<N>) => (ratio: N): N =>
    min(max(ratio, sub(of(1), low)), add(of(1), high))

/**
 * `-min(r A, clip(r) A)`: the loss of a token in PPO and GRPO.
 * @since 0.1.0
 */
export const clippedSurrogate =
  <N, V>(numbers: Numbers<N, V>) => (bounds: Bounds<N>) => ({ ratio, advantage }: { ratio: N; advantage: N }): N => {
    const { neg, min, mul } = numbers
    return neg(min(mul(ratio, advantage), mul(clippedRatio(numbers)(bounds)(ratio), advantage)))
  }
