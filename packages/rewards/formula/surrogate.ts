import { mean } from "./mean.ts"
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

/**
 * The bounds of a ratio, and of the loss where the advantage is negative: at most `-cap A`.
 * @since 0.1.0
 */
export interface DualBounds<N> extends Bounds<N> {
  readonly cap: N
}

/**
 * `-min(r A, clip(r) A)` if `0 <= A`, else the smaller of that and `-cap A`: PPO's loss with the dual clip.
 * @since 0.1.0
 */
export const dualClippedSurrogate =
  <N, V>(numbers: Numbers<N, V>) =>
  ({ cap, ...bounds }: DualBounds<N>) =>
  ({ ratio, advantage }: { ratio: N; advantage: N }): N => {
    const { of, atMost, min, neg, mul } = numbers
    const loss = clippedSurrogate(numbers)(bounds)({ ratio, advantage })
    return atMost([of(0), advantage], loss, min(loss, neg(mul(cap, advantage))))
  }

/**
 * The log-probabilities of a completion's tokens, now and when they were sampled.
 * @since 0.1.0
 */
export interface Moved<V> {
  readonly now: V
  readonly old: V
}

/**
 * `exp(1/T sum_t (log p - log p_old))`: GSPO's ratio, one for all tokens of a completion.
 * @since 0.1.0
 */
export const sequenceRatio = <N, V>(numbers: Numbers<N, V>) => ({ now, old }: Moved<V>): N =>
  numbers.exp(mean(numbers)(numbers.zip([now, old], numbers.sub)))

/**
 * The clipped surrogate of that ratio: the loss of each token in GSPO.
 * @since 0.1.0
 */
export const sequenceSurrogate =
  <N, V>(numbers: Numbers<N, V>) =>
  (bounds: Bounds<N>) =>
  ({ now, old, advantage }: Moved<V> & { readonly advantage: N }): N =>
    clippedSurrogate(numbers)(bounds)({ ratio: sequenceRatio(numbers)({ now, old }), advantage })
