/**
 * A prompt and a completion as one list of tokens, to be read: the first `promptLength` tokens are the prompt.
 * @stability unstable
 * @since 0.1.0
 */
export interface Sequence {
  readonly tokens: Int32Array
  readonly promptLength: number
}
