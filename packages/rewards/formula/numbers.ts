/**
 * All that a formula may do with numbers `N` and lists of numbers `V`. A formula is written once over `Numbers`: read as
 * floats, the formula is the reference that kernels and graphs are tested against; read as text, the definition that the
 * proofs are about.
 *
 * @example
 * ```ts
 * import { entropy, floats } from "@rlif/rewards/formula"
 *
 * entropy(floats)([0.5, 0.5]) // log 2, in nats
 * ```
 *
 * @since 0.1.0
 */
export interface Numbers<N, V> {
  /** A whole number that stands in the formula, such as the 2 of `d^2 / 2`. */
  readonly of: (value: number) => N
  readonly add: (a: N, b: N) => N
  readonly sub: (a: N, b: N) => N
  readonly mul: (a: N, b: N) => N
  readonly div: (a: N, b: N) => N
  readonly neg: (a: N) => N
  readonly exp: (a: N) => N
  /** The natural logarithm. */
  readonly log: (a: N) => N
  readonly sqrt: (a: N) => N
  readonly min: (a: N, b: N) => N
  readonly max: (a: N, b: N) => N
  /** `a <= b ? yes : no` */
  readonly atMost: (pair: readonly [a: N, b: N], yes: N, no: N) => N
  readonly map: (v: V, f: (x: N) => N) => V
  /** Combines two lists element by element, up to the end of the shorter. */
  readonly zip: (pair: readonly [a: V, b: V], f: (x: N, y: N) => N) => V
  /** The sum of a list; 0 for an empty one. */
  readonly sum: (v: V) => N
  /** How many numbers a list has, as a number. */
  readonly length: (v: V) => N
}
