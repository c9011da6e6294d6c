/**
 * What a formula may do with numbers `N` and lists of numbers `V`, and nothing else. A formula is written once over it.
 * Read as floats it is the reference that kernels and graphs are tested against; read as text it is the definition
 * that the proofs are about.
 *
 * @example
 * ```ts
 * import { entropy } from "@rlif/rewards/formula"
 * import { floats } from "@rlif/rewards/formula"
 *
 * entropy(floats)([0.5, 0.5]) // log 2, in nats
 * ```
 *
 * @since 0.1.0
 */
export interface Numbers<N, V> {
  /** A whole number of the formula itself, such as the 2 of `d^2 / 2`. */
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
  /** Element by element, as long as the shorter. */
  readonly zip: (pair: readonly [a: V, b: V], f: (x: N, y: N) => N) => V
  /** Of no numbers: 0. */
  readonly sum: (v: V) => N
  /** How many there are, as a number. */
  readonly length: (v: V) => N
}
