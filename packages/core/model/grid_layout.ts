import * as names from "../graph/names.ts"
import type { Dim } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { input } from "../graph/ops/leaf.ts"
import { regroup } from "../graph/ops/rows.ts"
import type { Tensor } from "../graph/tensor.ts"
import { rowsInput } from "./layout.ts"

/**
 * Where completion tokens lie in the grids that losses see.
 * @since 0.1.0
 */
export interface GridLayout<D extends Float = "float32"> {
  /** (M) -> (R, T), zeros in the padding. */
  readonly toGrid: (x: Tensor<D>) => Tensor<D>
  /** (R, T): 1 at completion tokens, 0 in the padding; made from lengths. */
  readonly mask: Tensor<D>
  /** (R, 1): completion lengths; an absent row of a narrower group has length 0. */
  readonly lengths: Tensor<D>
}

/**
 * Symbolic inputs of the grids, whose first dimension is `rows`: `"B*G"` beside a model, anything without one.
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
