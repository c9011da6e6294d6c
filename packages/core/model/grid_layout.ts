import * as names from "../graph/names.ts"
import type { Dim } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { input } from "../graph/ops/leaf.ts"
import { regroup } from "../graph/ops/rows.ts"
import type { Tensor } from "../graph/tensor.ts"
import { rowsInput } from "./rows.ts"

/**
 * The places of completion tokens in the grids of losses: R rows of completions, T tokens the longest.
 * @since 0.1.0
 */
export interface GridLayout<D extends Float = "float32"> {
  /** Puts one number a completion token into a grid: (M) -> (R, T), zeros in the padding. */
  readonly toGrid: (x: Tensor<D>) => Tensor<D>
  /** (R, T): 1 at completion tokens, 0 in the padding. */
  readonly mask: Tensor<D>
  /** (R, 1): completion lengths in tokens; a row that a smaller group lacks has length 0. */
  readonly lengths: Tensor<D>
}

/**
 * Symbolic inputs for grids with `rows` rows: `"B*G"` in a graph with a model, any dimension in a graph without one.
 * @since 0.1.0
 */
export const gridLayout = <D extends Float>(rows: Dim, dtype: D): GridLayout<D> => {
  const shape = [rows, "T"]
  const grid = rowsInput("grid", { to: shape, from: "M" })
  return {
    toGrid: (x) => regroup(x, grid.forward, grid.backward),
    mask: input(names.layout("mask"), shape, dtype),
    lengths: input(names.layout("lengths"), [rows, 1], dtype),
  }
}
