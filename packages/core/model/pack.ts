// The feeds of `packed.ts` and `cached.ts`: where every token of a batch of ragged groups lies. Everything comes from
// lengths, nothing from token ids.
import { allocate, type Float } from "../graph/dtype.ts"
import type { Graph } from "../graph/graph.ts"
import { rotaryTables } from "../nn/rotary.ts"
import { type Value, value, type Values } from "../runtime/value.ts"
import type { ModelConfig } from "./architecture.ts"

/** A prompt and the completions that share it. */
export interface Sequences {
  readonly prompt: Int32Array
  readonly rows: ReadonlyArray<{ readonly tokens: Int32Array }>
}

/** How a batch is packed. */
export interface PackOptions<D extends Float = "float32"> {
  /** The element type of the model. */
  readonly dtype?: D
}

/**
 * Lays groups out as the inputs of `packedModel`. Groups may differ in width: the narrower ones get absent rows of
 * length 0, and so may a row be empty. Throws for an empty prompt, and where there is no completion token at all.
 *
 * A document is a group of one row: its beginning as the prompt, the rest as the completion.
 *
 * @example
 * ```ts
 * import { pack } from "@rlif/core/model/pack"
 *
 * const config = { headWidth: 2, theta: 10_000 }
 * const feeds = pack(config, [{ prompt: new Int32Array([5, 6]), rows: [{ tokens: new Int32Array([7, 8]) }] }])
 * feeds["layout.tokens"].data // Int32Array [5, 6, 7]: the last token is never an input
 * feeds["layout.targets"].data // Int32Array [7, 8]
 * ```
 */
export const pack = <D extends Float = "float32">(
  config: Pick<ModelConfig, "headWidth" | "theta">,
  groups: ReadonlyArray<Sequences>,
  options: PackOptions<D> = {},
): Values => {
  const { dtype = "float32" as D } = options
  const prompts = groups.map(({ prompt }) => prompt)
  checkPrompts(prompts)
  const { rows, longest, width } = measure(groups)
  if (longest === 0) {
    throw new Error("Cannot pack groups: there is no completion token")
  }
  const inputs = rows.map(({ tokens }) => tokens.subarray(0, Math.max(0, tokens.length - 1)))
  const columns = Math.max(1, longest - 1) // one padded column where there is no input at all
  const promptTokens = prompts.reduce((n, { length }) => n + length, 0)
  const n = inputs.reduce((n, { length }) => n + length, promptTokens)

  // (BG, S): where each completion input lies among the flat tokens
  const completions = fill(rows.length * columns, -1)
  // (M): each row's first token from its prompt's copy, the others from the input before, behind R copies
  const m = rows.reduce((m, { tokens }) => m + tokens.length, 0)
  const predicting = new Int32Array(m)
  const targets = new Int32Array(m)
  const grid = fill(rows.length * longest, -1) // (R, T)
  const mask = allocate(dtype, rows.length * longest)
  const lengths = allocate(dtype, rows.length)
  let [target, at] = [0, promptTokens]
  // first tokens before all others
  rows.forEach(({ tokens }, row) => {
    lengths[row] = tokens.length
    if (tokens.length === 0) return
    predicting[target] = row
    targets[target] = tokens[0]
    grid[row * longest] = target++
    mask.fill(1, row * longest, row * longest + tokens.length)
  })
  rows.forEach(({ tokens }, row) => {
    for (let i = 1; i < tokens.length; i++) {
      completions[row * columns + i - 1] = at
      predicting[target] = rows.length + at++
      targets[target] = tokens[i]
      grid[row * longest + i] = target++
    }
  })

  const size = Math.max(...prompts.map(({ length }) => length))
  const padding = allocate(dtype, groups.length * size)
  prompts.forEach(({ length }, b) => padding.fill(masked, b * size + length, (b + 1) * size))
  const starts = rows.map(({ group }) => prompts[group].length)
  return {
    ...flat(config, [...prompts, ...inputs], {
      starts: [...prompts.map(() => 0), ...starts],
      dtype,
    }),
    ...promptRows(prompts, n),
    ...withInverse("completions", completions, {
      dims: [groups.length, width, columns],
      from: n,
    }),
    ...withInverse("rows", predicting, { dims: [m], from: rows.length + n }),
    ...withInverse("grid", grid, { dims: [rows.length, longest], from: m }),
    "layout.prompts.causal": causal(size, dtype),
    "layout.prompts.padding": value<Float>(
      dtype,
      [groups.length, size],
      padding,
    ),
    "layout.completions.causal": causal(columns, dtype),
    "layout.targets": value("int32", [m], targets),
    "layout.mask": value<Float>(dtype, [rows.length, longest], mask),
    "layout.lengths": value<Float>(dtype, [rows.length, 1], lengths),
  }
}

/** The inputs of `prefillModel`: prompts alone. Throws for an empty one. */
export const packPrompts = (
  config: Pick<ModelConfig, "headWidth" | "theta">,
  prompts: ReadonlyArray<Int32Array>,
): Values => {
  checkPrompts(prompts)
  const n = prompts.reduce((n, { length }) => n + length, 0)
  return {
    ...flat(config, prompts, {
      starts: prompts.map(() => 0),
      dtype: "float32",
    }),
    ...promptRows(prompts, n),
    "layout.prompts.causal": causal(
      Math.max(...prompts.map(({ length }) => length)),
      "float32",
    ),
  }
}

/**
 * A per-token column as the (R, T) grid that `pack` lays the same groups out in; zeros in the padding and in absent
 * rows. `column` reads one row's numbers, one a completion token.
 */
export const grid = <R extends { readonly tokens: Int32Array }>(
  groups: ReadonlyArray<{ readonly rows: ReadonlyArray<R> }>,
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

/** Those of `values` that `graph` has an input for: a graph over the packed model may not use all of its layout. */
export const feedsOf = (graph: Graph, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) => name in graph.inputs),
  )

const masked = -1e9

const fill = (length: number, with_: number) => new Int32Array(length).fill(with_)

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
const measure = <R extends { readonly tokens: Int32Array }>(
  groups: ReadonlyArray<{ readonly rows: ReadonlyArray<R> }>,
) => {
  const width = Math.max(1, ...groups.map(({ rows }) => rows.length))
  const rows = groups.flatMap((group, index) =>
    Array.from(
      { length: width },
      (_, g) => ({
        group: index,
        tokens: group.rows[g]?.tokens ?? new Int32Array(),
      }),
    )
  )
  const longest = rows.reduce(
    (most, { tokens }) => Math.max(most, tokens.length),
    0,
  )
  return { rows, longest, width }
}

// The flat tokens and their angles; sequence i begins at position starts[i].
const flat = <D extends Float>(
  config: Pick<ModelConfig, "headWidth" | "theta">,
  sequences: ReadonlyArray<Int32Array>,
  { starts, dtype }: {
    readonly starts: ReadonlyArray<number>
    readonly dtype: D
  },
): Values => {
  const n = sequences.reduce((n, { length }) => n + length, 0)
  const [tokens, positions] = [new Int32Array(n), new Int32Array(n)]
  let at = 0
  sequences.forEach((sequence, i) => {
    tokens.set(sequence, at)
    for (let t = 0; t < sequence.length; t++) positions[at++] = starts[i] + t
  })
  const { cos, sin } = rotaryTables(config, positions, dtype)
  return {
    "layout.tokens": value("int32", [n], tokens),
    "layout.cos": value<Float>(dtype, [n, config.headWidth / 2], cos),
    "layout.sin": value<Float>(dtype, [n, config.headWidth / 2], sin),
  }
}

// (B, P) and (B): where prompts and their last tokens lie, prompts first among the flat tokens.
const promptRows = (prompts: ReadonlyArray<Int32Array>, n: number): Values => {
  const size = Math.max(...prompts.map(({ length }) => length))
  const grid = fill(prompts.length * size, -1)
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

// An index of rows and where each of the `from` rows went.
const withInverse = (
  name: string,
  forward: Int32Array,
  { dims, from }: {
    readonly dims: ReadonlyArray<number>
    readonly from: number
  },
): Values => {
  const backward = fill(from, -1)
  forward.forEach((row, i) => {
    if (row >= 0) backward[row] = i
  })
  return {
    [`layout.${name}`]: value("int32", dims, forward),
    [`layout.${name}.inverse`]: value("int32", [from], backward),
  }
}

// (T, T): 0 at and before the diagonal, -1e9 after it
const causal = <D extends Float>(size: number, dtype: D): Value => {
  const data = allocate(dtype, size * size)
  for (let t = 0; t < size; t++) {
    data.fill(masked, t * size + t + 1, (t + 1) * size)
  }
  return value<Float>(dtype, [size, size], data)
}
