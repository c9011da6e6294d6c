// The inputs that lay ragged groups out, and attention over them. All tokens lie flat, (N): prompts, then completion
// inputs. Only attention sees padded grids: B prompts of at most P tokens, and B*G completions of at most S inputs.
// `pack.ts` makes the values.
import * as names from "../graph/names.ts"
import { product, type Shape } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { add } from "../graph/ops/arithmetic.ts"
import { attention } from "../graph/ops/fused.ts"
import { input } from "../graph/ops/leaf.ts"
import { regroup } from "../graph/ops/rows.ts"
import { broadcastTo, concat, expandDims, reshape } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { Attend, ModelConfig } from "./architecture.ts"
import { headRows } from "./_head_rows.ts"
import { type Rows, rowsInput } from "./rows.ts"

/** Flat tokens and the grid of prompts among them. */
export interface PromptLayout<D extends Float = "float32"> {
  /** (N) */
  readonly tokens: Tensor<"int32">
  /** (N, D/2) */
  readonly cos: Tensor<D>
  readonly sin: Tensor<D>
  /** (B, P) <- (N) */
  readonly prompts: Rows
  /** (P, P): 0 at and before each token, -1e9 after it. Padding is on the right, so it hides padding too. */
  readonly causal: Tensor<D>
  /** (B) <- (N): the last token of each prompt. */
  readonly last: Rows
}

/** The grid of completion inputs beside the prompts. */
export interface CompletionLayout<D extends Float = "float32"> {
  /** (B*G, S) <- (N) */
  readonly completions: Rows
  /** (B*G, 1, S, P+S): each input sees its prompt's tokens and its own past. */
  readonly bias: Tensor<D>
}

/** The rows of every per-token grid: one completion each, at most T tokens. */
export const gridShape: Shape = ["B*G", "T"]

/** Symbolic inputs of the flat tokens and the prompts among them. */
export const promptLayout = <D extends Float>({ headWidth }: ModelConfig, dtype: D): PromptLayout<D> => ({
  tokens: input(names.layout("tokens"), ["N"], "int32"),
  cos: input(names.layout("cos"), ["N", headWidth / 2], dtype),
  sin: input(names.layout("sin"), ["N", headWidth / 2], dtype),
  prompts: rowsInput("prompts", { to: ["B", "P"], from: "N" }),
  causal: input(names.layout("prompts.causal"), ["P", "P"], dtype),
  last: rowsInput("last", { to: ["B"], from: "N" }),
})

/** Symbolic inputs of the completions. */
export const completionLayout = <D extends Float>(dtype: D): CompletionLayout<D> => {
  const grid = rowsInput("completions", { to: ["B", "G", "S"], from: "N" })
  const padding = input(names.layout("prompts.padding"), ["B", "P"], dtype) // -1e9 after each prompt's end
  const causal = input(names.layout("completions.causal"), ["S", "S"], dtype)
  const prompt = reshape(broadcastTo(reshape(padding, ["B", 1, 1, "P"]), ["B", "G", "S", "P"]), ["B*G", 1, "S", "P"])
  const own = broadcastTo(causal, ["B*G", 1, "S", "S"])
  return {
    completions: { forward: reshape(grid.forward, ["B*G", "S"]), backward: grid.backward },
    bias: concat([prompt, own], 3),
  }
}

/** Attention of prompts alone: q (N, H, D), k and v (N, K, D) -> (N, H*D). */
export const attendPrompts = <D extends Float>(
  { headWidth, heads: h, keyHeads }: ModelConfig,
  { prompts, causal }: PromptLayout<D>,
): Attend<D> => {
  const [queries, keys] = [headRows(prompts, h), headRows(prompts, keyHeads)]
  return (_, heads) => {
    const grid = { q: toGrid(heads.q, queries), k: toGrid(heads.k, keys), v: toGrid(heads.v, keys) }
    return { states: fromGrid(attention({ ...grid, bias: causal }, scale(headWidth)), queries), kept: {} }
  }
}

/**
 * Attention of prompts among themselves and of completions to their prompt and their own past. A prompt's keys and
 * values are broadcast over its G rows, so that their gradients are sums.
 */
export const attendGroups = <D extends Float>(
  { headWidth, heads: h, keyHeads }: ModelConfig,
  layout: PromptLayout<D> & CompletionLayout<D>,
): Attend<D> => {
  const { prompts, completions, causal, bias } = layout
  const [readers, read] = [headRows(prompts, h), headRows(prompts, keyHeads)]
  const [writers, written] = [headRows(completions, h), headRows(completions, keyHeads)]
  return (_, heads) => {
    const [q, k, v] = [toGrid(heads.q, readers), toGrid(heads.k, read), toGrid(heads.v, read)] // (B, ., P, D)
    const ofPrompts = attention({ q, k, v, bias: causal }, scale(headWidth)) // (B, H, P, D)
    const ofCompletions = attention({
      q: toGrid(heads.q, writers), // (BG, H, S, D)
      k: concat([shared(k), toGrid(heads.k, written)], 2), // (BG, K, P+S, D)
      v: concat([shared(v), toGrid(heads.v, written)], 2),
      bias,
    }, scale(headWidth))
    return { states: add(fromGrid(ofPrompts, readers), fromGrid(ofCompletions, writers)), kept: {} }
  }
}

const scale = (headWidth: number) => 1 / Math.sqrt(headWidth)

// (N, H, D) -> (rows, H, columns, D)
const toGrid = <D extends Float>(x: Tensor<D>, { forward, backward }: Rows) =>
  regroup(reshape(x, [...backward.shape, x.shape[2]]), forward, backward)

// (rows, H, columns, D) -> (N, H*D), zeros at tokens that are not in the grid
const fromGrid = <D extends Float>(x: Tensor<D>, { forward, backward }: Rows) => {
  const [, h, , d] = x.shape
  const slots = product(forward.shape)
  const rows = regroup(reshape(x, [slots, d]), backward, reshape(forward, [slots])) // (N H, D)
  return reshape(rows, ["N", product([h, d])])
}

// (B, K, P, D) -> (BG, K, P, D)
const shared = <D extends Float>(x: Tensor<D>) => {
  const [b, ...rest] = x.shape
  return reshape(broadcastTo(expandDims(x, 1), [b, "G", ...rest]), [product([b, "G"]), ...rest])
}
