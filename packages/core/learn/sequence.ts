/**
 * A sequence to read rather than to write: the first `promptLength` tokens are given.
 * @stability unstable
 * @since 0.1.0
 */
export interface Sequence {
  readonly tokens: Int32Array
  readonly promptLength: number
}
