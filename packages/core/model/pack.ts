// The feeds of `packed.ts` and `cached.ts`: the place of every token of a batch of ragged groups. All indices follow from
// lengths alone, not from token ids.
import * as names from "../graph/names.ts"
import { allocate, type Float } from "../graph/dtype.ts"
import { rotaryTables } from "../nn/rotary.ts"
import type { RotaryConfig } from "../nn/rotary_frequencies.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import type { Prompted, Row } from "./prompted.ts"

/** How a batch is packed. */
export interface PackOptions<D extends Float = "float32"> {
  /** The element type of the model. */
  readonly dtype?: D
}

/**
 * Lays groups out as the inputs of `packedModel`. Groups may differ in width: narrower groups get absent rows of length 0.
 * Rows may be empty. Throws if a prompt is empty, or if there is no completion token at all.
 *
 * A document is a group of one row: its beginning as the prompt, the rest as the completion.
 *
 * @example
 * ```ts
 * import { pack } from "@rlif/core/model/pack.ts"
 *
 * const config = { headWidth: 2, theta: 10_000 }
 * const feeds = pack(config, [{ prompt: new Int32Array([5, 6]), rows: [{ tokens: new Int32Array([7, 8]) }] }])
 * feeds["layout.tokens"].data // Int32Array [5, 6, 7]: the last token is never an input
 * feeds["layout.targets"].data // Int32Array [7, 8]
 * ```
 */
export const pack = <D extends Float = "float32">(
  config: RotaryConfig,
  groups: ReadonlyArray<Prompted>,
  options: PackOptions<D> = {},
): Values => {
  const { dtype = "float32" } = options
  const prompts = groups.map(({ prompt }) => prompt)
  checkPrompts(prompts)
  const { rows, longest } = measure(groups)
  if (longest === 0) throw new Error("Cannot pack groups: there is no completion token")
  const inputs = rows.map(({ tokens }) => tokens.subarray(0, Math.max(0, tokens.length - 1)))
  const starts = [...prompts.map(() => 0), ...rows.map(({ group }) => prompts[group].length)]
  const first = total(prompts) // the first completion input among the flat tokens
  const n = first + total(inputs)
  return {
    ...flat(config, [...prompts, ...inputs], { starts, dtype }),
    ...promptRows(prompts, n),
    ...promptMask(prompts, dtype),
    ...completionRows(groups, { first, n, dtype }),
    ...lengthRows(groups, dtype),
  }
}

/** The inputs of `prefillModel`: prompts alone. Throws if a prompt is empty. */
export const packPrompts = (
  config: RotaryConfig,
  prompts: ReadonlyArray<Int32Array>,
): Values => {
  checkPrompts(prompts)
  return {
    ...flat(config, prompts, { starts: prompts.map(() => 0), dtype: "float32" }),
    ...promptRows(prompts, total(prompts)),
    [names.layout("prompts.causal")]: causal(most(prompts), "float32"),
  }
}

/**
 * A per-token column as the (R, T) grid that `pack` lays the same groups out in; zeros in the padding and in absent
 * rows. `column` reads one row's numbers, one a completion token.
 */
export const grid = <R extends Row>(
  groups: ReadonlyArray<Pick<Prompted<R>, "rows">>,
  column: (row: R) => Float32Array,
): Value<"float32"> => {
  const { width, longest } = measure(groups)
  const data = new Float32Array(groups.length * width * longest)
  groups.forEach((group, b) =>
    group.rows.forEach((row, g) => {
      const numbers = column(row)
      if (numbers.length !== row.tokens.length) {
        throw new Error(
          `Cannot lay out row ${g} of group ${b}: ${numbers.length} numbers for ${row.tokens.length} tokens`,
        )
      }
      data.set(numbers, (b * width + g) * longest)
    })
  )
  return value("float32", [groups.length * width, longest], data)
}

const masked = -1e9

const total = (lists: ReadonlyArray<Int32Array>) => lists.reduce((sum, { length }) => sum + length, 0)

const most = (lists: ReadonlyArray<Int32Array>) => lists.reduce((most, { length }) => Math.max(most, length), 0)

const nowhere = (length: number) => new Int32Array(length).fill(-1)

const checkPrompts = (prompts: ReadonlyArray<Int32Array>) => {
  if (prompts.length === 0) {
    throw new Error("Cannot pack prompts: there are none")
  }
  const empty = prompts.findIndex(({ length }) => length === 0)
  if (empty >= 0) {
    throw new Error(`Cannot pack prompt ${empty}: it has no tokens`)
  }
}

// Every row of every group, absent ones of length 0 included, row by row.
const measure = <R extends Row>(
  groups: ReadonlyArray<Pick<Prompted<R>, "rows">>,
) => {
  const width = Math.max(1, ...groups.map(({ rows }) => rows.length))
  const rows = groups.flatMap((group, index) =>
    Array.from({ length: width }, (_, g) => ({ group: index, tokens: group.rows[g]?.tokens ?? new Int32Array() }))
  )
  return { rows, width, longest: most(rows.map(({ tokens }) => tokens)) }
}

// The flat tokens and their angles; sequence i begins at position starts[i].
const flat = <D extends Float>(
  config: RotaryConfig,
  sequences: ReadonlyArray<Int32Array>,
  { starts, dtype }: { readonly starts: ReadonlyArray<number>; readonly dtype: D },
): Values => {
  const n = total(sequences)
  const [tokens, positions] = [new Int32Array(n), new Int32Array(n)]
  let at = 0
  sequences.forEach((sequence, i) => {
    tokens.set(sequence, at)
    for (let t = 0; t < sequence.length; t++) positions[at++] = starts[i] + t
  })
  const { cos, sin } = rotaryTables(config, positions, dtype)
  return {
    [names.layout("tokens")]: value("int32", [n], tokens),
    [names.layout("cos")]: value<Float>(dtype, [n, config.headWidth / 2], cos),
    [names.layout("sin")]: value<Float>(dtype, [n, config.headWidth / 2], sin),
  }
}

// (B, P) and (B): where prompts and their last tokens lie, prompts first among the flat tokens.
const promptRows = (prompts: ReadonlyArray<Int32Array>, n: number): Values => {
  const size = most(prompts)
  const grid = nowhere(prompts.length * size)
  const last = new Int32Array(prompts.length)
  let at = 0
  prompts.forEach(({ length }, b) => {
    for (let t = 0; t < length; t++) grid[b * size + t] = at++
    last[b] = at - 1
  })
  return {
    ...withInverse("prompts", grid, { dims: [prompts.length, size], from: n }),
    ...withInverse("last", last, { dims: [prompts.length], from: n }),
  }
}

// The masks of attention to prompts: of prompts to their own past, and of completions to the prompt without its padding.
const promptMask = <D extends Float>(prompts: ReadonlyArray<Int32Array>, dtype: D): Values => {
  const size = most(prompts)
  const padding = allocate(dtype, prompts.length * size)
  prompts.forEach(({ length }, b) => padding.fill(masked, b * size + length, (b + 1) * size))
  return {
    [names.layout("prompts.causal")]: causal(size, dtype),
    [names.layout("prompts.padding")]: value<Float>(dtype, [prompts.length, size], padding),
  }
}

// (B, G, S), (M) and (R, T): where completion inputs lie, which state predicts each completion token, and where that
// token lies in a grid; (M) once more: that state among the flat ones. First tokens come before all others: row r's reads
// the r-th copy of its prompt's last state, and the others the state of the input before them, behind those R copies.
const completionRows = <D extends Float>(
  groups: ReadonlyArray<Prompted>,
  { first, n, dtype }: { readonly first: number; readonly n: number; readonly dtype: D },
): Values => {
  const { rows, longest, width } = measure(groups)
  const columns = Math.max(1, longest - 1) // one padded column where there is no input at all
  const m = total(rows.map(({ tokens }) => tokens))
  const [targets, predicting, states] = [new Int32Array(m), new Int32Array(m), new Int32Array(m)]
  const [completions, grid] = [nowhere(rows.length * columns), nowhere(rows.length * longest)]
  let target = 0
  const predict = (
    token: number,
    { from, state, slot }: { readonly from: number; readonly state: number; readonly slot: number },
  ) => {
    targets[target] = token
    predicting[target] = from
    states[target] = state
    grid[slot] = target++
  }
  let end = 0
  const ends = groups.map(({ prompt }) => (end += prompt.length) - 1)
  rows.forEach(({ tokens, group }, row) => {
    if (tokens.length > 0) predict(tokens[0], { from: row, state: ends[group], slot: row * longest })
  })
  let at = first
  rows.forEach(({ tokens }, row) => {
    for (let t = 1; t < tokens.length; t++) {
      completions[row * columns + t - 1] = at
      predict(tokens[t], { from: rows.length + at, state: at++, slot: row * longest + t })
    }
  })
  return {
    ...withInverse("completions", completions, { dims: [groups.length, width, columns], from: n }),
    ...withInverse("rows", predicting, { dims: [m], from: rows.length + n }),
    ...withInverse("grid", grid, { dims: [rows.length, longest], from: m }),
    [names.layout("completions.causal")]: causal(columns, dtype),
    [names.layout("targets")]: value("int32", [m], targets),
    [names.layout("predicting")]: value("int32", [m], states),
  }
}

// (R, 1) and (R, T): completion lengths, and 1 where they reach.
const lengthRows = <D extends Float>(groups: ReadonlyArray<Prompted>, dtype: D): Values => {
  const { rows, longest } = measure(groups)
  const [mask, lengths] = [allocate(dtype, rows.length * longest), allocate(dtype, rows.length)]
  rows.forEach(({ tokens: { length } }, row) => {
    lengths[row] = length
    mask.fill(1, row * longest, row * longest + length)
  })
  return {
    [names.layout("mask")]: value<Float>(dtype, [rows.length, longest], mask),
    [names.layout("lengths")]: value<Float>(dtype, [rows.length, 1], lengths),
  }
}

// An index of rows, and its inverse: the place to which each of the `from` rows went.
const withInverse = (
  name: string,
  forward: Int32Array,
  { dims, from }: { readonly dims: ReadonlyArray<number>; readonly from: number },
): Values => {
  const backward = nowhere(from)
  forward.forEach((row, i) => {
    if (row >= 0) backward[row] = i
  })
  return {
    [names.layout(name)]: value("int32", dims, forward),
    [names.inverse(name)]: value("int32", [from], backward),
  }
}

// (T, T): 0 at and before the diagonal, -1e9 after it
const causal = <D extends Float>(size: number, dtype: D): Value => {
  const data = allocate(dtype, size * size)
  for (let t = 0; t < size; t++) data.fill(masked, t * size + t + 1, (t + 1) * size)
  return value<Float>(dtype, [size, size], data)
}
