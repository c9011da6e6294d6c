/** One completion as token ids; what refines it adds what is known of each token. */
export interface Row {
  readonly tokens: Int32Array
}

/**
 * A prompt and the completions that share it: what is packed, learned from and cut into micro-batches. A document is one
 * with a single row: its beginning as the prompt, the rest as the completion.
 */
export interface Prompted<out R extends Row = Row> {
  readonly prompt: Int32Array
  readonly rows: ReadonlyArray<R>
}
