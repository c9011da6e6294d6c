/** One completion as token ids. Types that extend it add numbers about each token. */
export interface Row {
  readonly tokens: Int32Array
}

/**
 * A prompt and the completions that share it, which are packed, cut into micro-batches and learned from. A document is a
 * prompt with one row: its beginning as the prompt, the rest as the completion.
 */
export interface Prompted<out R extends Row = Row> {
  readonly prompt: Int32Array
  readonly rows: ReadonlyArray<R>
}
