import type { Prompted, Row } from "../model/prompted.ts"

/** The limits of a micro-batch. */
interface Limits {
  /** Most tokens, with the prompt counted once a group. */
  readonly most: number
  /** The heads of attention, each with its own scores. */
  readonly heads: number
}

/**
 * Cuts groups into micro-batches. A group above the limits is cut between its rows, each part with the prompt; a single row
 * above the limits is a micro-batch of its own.
 *
 * Only attention computes padding: (B G, heads, S, P+S) scores of completions and (B, heads, P, P) scores of prompts, with P
 * and S of the longest ones and G of the widest group. Each kind has at most 2^24 scores, or as many as `most` tokens have
 * if all sequences are the longest.
 */
export const microBatches = <R extends Row>(
  groups: ReadonlyArray<Prompted<R>>,
  { most, heads }: Limits,
): ReadonlyArray<ReadonlyArray<Prompted<R>>> => {
  const fits = ({ tokens, groups, width, longest, prompt }: Size) => {
    const scored = (padded: number, seen: number) => padded * heads * seen <= Math.max(2 ** 24, most * heads * seen)
    return tokens <= most && scored(groups * width * longest, prompt + longest) && scored(groups * prompt, prompt)
  }
  const parts = groups.flatMap(({ prompt, rows }) => {
    const size = (row: R) => sizeOf(prompt, [row])
    // Rows of one group read one prompt.
    const join = (a: Size, b: Size) => ({
      ...together(a, b),
      tokens: a.tokens + b.tokens - prompt.length,
      groups: 1,
      width: a.width + b.width,
    })
    return cut(rows, { size, join, fits }).map((some) => ({ prompt, rows: some }))
  })
  return cut(parts, { size: ({ prompt, rows }) => sizeOf(prompt, rows), join: together, fits })
}

/**
 * The same as parts that are as alike as groups allow, so that they can be computed at the same time: an even number of them, by
 * the least limit that gives no more. Fewer than `worth` tokens stay together.
 */
export const evenMicroBatches = <R extends Row>(
  groups: ReadonlyArray<Prompted<R>>,
  { most, heads }: Limits,
): ReadonlyArray<ReadonlyArray<Prompted<R>>> => {
  const whole = microBatches(groups, { most, heads })
  const tokens = whole.flat().reduce((sum, { prompt, rows }) => sum + sizeOf(prompt, rows).tokens, 0)
  if (tokens < worth) return whole
  const wanted = whole.length + whole.length % 2
  let [least, enough] = [Math.ceil(tokens / wanted), most]
  while (least < enough) {
    const middle = Math.floor((least + enough) / 2)
    if (microBatches(groups, { most: middle, heads }).length <= wanted) enough = middle
    else least = middle + 1
  }
  return microBatches(groups, { most: enough, heads })
}

/** Tokens that take about as long to compute as to hand over. */
const worth = 256

/** The numbers that decide whether a micro-batch fits. */
interface Size {
  readonly tokens: number
  readonly groups: number
  /** Rows of the widest group. */
  readonly width: number
  /** Tokens of the longest completion, and of the longest prompt. */
  readonly longest: number
  readonly prompt: number
}

const sizeOf = ({ length: prompt }: Int32Array, rows: ReadonlyArray<Row>): Size => ({
  tokens: rows.reduce((sum, { tokens }) => sum + tokens.length, prompt),
  groups: 1,
  width: rows.length,
  longest: rows.reduce((most, { tokens }) => Math.max(most, tokens.length), 0),
  prompt,
})

const together = (a: Size, b: Size): Size => ({
  tokens: a.tokens + b.tokens,
  groups: a.groups + b.groups,
  width: Math.max(a.width, b.width),
  longest: Math.max(a.longest, b.longest),
  prompt: Math.max(a.prompt, b.prompt),
})

/** Joins neighbors while they fit; an item that does not fit is left alone. */
const cut = <A>(
  items: ReadonlyArray<A>,
  { size, join, fits }: {
    readonly size: (item: A) => Size
    readonly join: (a: Size, b: Size) => Size
    readonly fits: (size: Size) => boolean
  },
): ReadonlyArray<ReadonlyArray<A>> => {
  const result: Array<Array<A>> = []
  let taken: Size | undefined
  for (const item of items) {
    const own = size(item)
    const both = taken && join(taken, own)
    const fitting = both !== undefined && fits(both)
    if (fitting) result[result.length - 1].push(item)
    else result.push([item])
    taken = fitting ? both : own
  }
  return result
}
