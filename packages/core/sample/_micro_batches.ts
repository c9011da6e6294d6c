interface Tokens {
  readonly tokens: Int32Array
}

interface Group<R extends Tokens> {
  readonly prompt: Int32Array
  readonly rows: ReadonlyArray<R>
}

/** What one micro-batch may be. */
interface Limits {
  /** Tokens, prompts counted once a group. */
  readonly most: number
  /** Of attention, which scores every input of a completion against its prompt and its past, for each head. */
  readonly heads: number
}

/**
 * Cuts groups into micro-batches. A group that is larger is cut between its rows, each part with the prompt; a single row
 * that is larger is a micro-batch of its own.
 *
 * Attention alone computes padding: (B G, heads, S, P+S) scores, where the longest completion and the widest group count for
 * all. They are 2^24 at most, or as many as `most` tokens in completions that are all the longest would have.
 */
export const microBatches = <R extends Tokens>(
  groups: ReadonlyArray<Group<R>>,
  { most, heads }: Limits,
): ReadonlyArray<ReadonlyArray<Group<R>>> => {
  const fits = (batch: ReadonlyArray<Group<R>>) => {
    const lengths = batch.map(({ rows }) => rows.map(({ tokens }) => tokens.length))
    const tokens = batch.reduce((sum, { prompt }, b) => sum + lengths[b].reduce((a, x) => a + x, prompt.length), 0)
    const longest = Math.max(...lengths.flat())
    const seen = heads * (Math.max(...batch.map(({ prompt }) => prompt.length)) + longest)
    const width = Math.max(...lengths.map(({ length }) => length))
    return tokens <= most && batch.length * width * longest * seen <= Math.max(2 ** 24, most * seen)
  }
  const parts = groups.flatMap(({ prompt, rows }) =>
    cut(rows, (some) => fits([{ prompt, rows: some }])).map((some) => ({ prompt, rows: some }))
  )
  return cut(parts, fits)
}

/** Neighbors together as long as they fit; what does not fit alone is alone. */
const cut = <A>(
  items: ReadonlyArray<A>,
  fits: (some: ReadonlyArray<A>) => boolean,
): ReadonlyArray<ReadonlyArray<A>> => {
  const result: Array<Array<A>> = []
  for (const item of items) {
    const last = result.at(-1)
    if (last !== undefined && fits([...last, item])) last.push(item)
    else result.push([item])
  }
  return result
}
