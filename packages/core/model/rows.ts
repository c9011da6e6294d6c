import type { Dim, Shape } from "../graph/dim.ts"
import * as names from "../graph/names.ts"
import { input } from "../graph/ops/leaf.ts"
import type { Tensor } from "../graph/tensor.ts"

/** A partial permutation of rows and its inverse, for `regroup`; -1 is nowhere. */
export interface Rows {
  readonly forward: Tensor<"int32">
  readonly backward: Tensor<"int32">
}

/** An index and its inverse, inputs `layout.<name>` and `layout.<name>.inverse`. */
export const rowsInput = (name: string, { to, from }: { readonly to: Shape; readonly from: Dim }): Rows => ({
  forward: input(names.layout(name), to, "int32"),
  backward: input(names.inverse(name), [from], "int32"),
})
