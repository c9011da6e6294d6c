import { spans } from "./_spans.ts"

interface Tokens {
  readonly tokens: Int32Array
}

interface Group<R extends Tokens> {
  readonly prompt: Int32Array
  readonly rows: ReadonlyArray<R>
}

/**
 * Cuts groups into micro-batches of at most `most` tokens, prompts counted once a group. A group that is larger is cut
 * between its rows, each part with the prompt; a single row that is larger is a micro-batch of its own.
 */
export const microBatches = <R extends Tokens>(
  groups: ReadonlyArray<Group<R>>,
  most: number,
): ReadonlyArray<ReadonlyArray<Group<R>>> => {
  const parts = groups.flatMap(({ prompt, rows }) =>
    spans(rows.map((row) => row.tokens.length), most - prompt.length)
      .map(([from, to]) => ({ prompt, rows: rows.slice(from, to) }))
  )
  const sizes = parts.map(({ prompt, rows }) => rows.reduce((sum, row) => sum + row.tokens.length, prompt.length))
  return spans(sizes, most).map(([from, to]) => parts.slice(from, to))
}
