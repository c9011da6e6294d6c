/** A sequence to read rather than to write: the first `promptLength` tokens are given. */
export interface Sequence {
  readonly tokens: Int32Array
  readonly promptLength: number
}
