// The places of single heads in a grid of tokens, from the places of the tokens.
import { product } from "../graph/dim.ts"
import { add, div, maximum, mul } from "../graph/ops/arithmetic.ts"
import { constant, scalar } from "../graph/ops/leaf.ts"
import { size } from "../graph/ops/reduce.ts"
import { broadcastTo, expandDims, reshape } from "../graph/ops/shape.ts"
import { less, where } from "../graph/ops/truth.ts"
import { cast } from "../graph/ops/unary.ts"
import type { Rows } from "./rows.ts"

/**
 * Rows (B, P) <- (N) of tokens as rows (B, H, P) <- (N*H) of their heads, for `regroup` of (N*H, D). So a grid comes with its
 * heads first by one copy. Indices are computed in single precision, which is exact for up to 2^23 of them: scores of so many
 * rows fit into no memory.
 *
 *   forward[b, h, p] = f H + h, -1 where f = forward[b, p] is -1
 *   backward[n H + h] = (b H + h) P + p, -1 where backward[n] = b P + p is -1
 */
export const headRows = ({ forward, backward }: Rows, heads: number): Rows => {
  const head = (shape: ReadonlyArray<number>) =>
    constant(Float32Array.from({ length: heads }, (_, h) => h), shape, "float32")
  const f = cast(forward, "float32")
  // -H + h is at most -1.
  const to = maximum(add(mul(expandDims(f, 1), heads), head([1, heads, 1])), -1) // (B, H, P)

  const s = expandDims(cast(backward, "float32"), 1) // (N, 1): b P + p
  const columns = size(f, 1)
  const row = cast(cast(div(add(s, 0.5), columns), "int32"), "float32") // b, as a cast rounds towards 0
  const from = add(s, mul(add(mul(row, heads - 1), head([1, heads])), columns)) // (N, H)
  const nowhere = broadcastTo(scalar(-1, "float32"), from.shape)
  return {
    forward: cast(to, "int32"),
    backward: reshape(cast(where(less(s, 0), nowhere, from), "int32"), [product([backward.shape[0], heads])]),
  }
}
