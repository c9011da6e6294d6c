import { type Dim, known, product, type Shape } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { softmax } from "../graph/ops/fused.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { concat, reshape, slice } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * Queries, keys and values of one new token a row, and the slabs of all earlier tokens.
 * @since 0.1.0
 */
export interface CachedHeads<D extends Float = "float32"> {
  /** (R, H, D): the new token's queries. */
  readonly q: Tensor<D>
  /** (R, K, D): the new token's keys. */
  readonly k: Tensor<D>
  /** (R, K, D): the new token's values. */
  readonly v: Tensor<D>
  /** (R, K, S, D): earlier tokens' keys. */
  readonly pastKeys: Tensor<D>
  /** (R, K, S, D): earlier tokens' values. */
  readonly pastValues: Tensor<D>
  /** (R, S): a bias on the scores of earlier tokens; -1e9 masks. */
  readonly bias: Tensor<D>
}

/**
 * `softmax([q past' + bias | q k'] / sqrt(D)) [past; v]` for one token a row -> (R, H*D). Only scores are joined, never
 * keys or values, so that the slabs are not copied.
 * @since 0.1.0
 */
export const cachedAttention = <D extends Float>(heads: CachedHeads<D>): Tensor<D> => {
  const { q, k, v, pastKeys, pastValues, bias } = heads
  const [r, h, d] = q.shape
  const keyHeads = k.shape[1]
  const s = pastKeys.shape[2]
  const share = known(h) / known(keyHeads) // query heads a key head, G below
  // Each query is a matrix of one row, as one row against a slab has a faster kernel than a few rows have. Where several queries
  // share a key head, there is an axis of them: (R, K, G, 1, D) against (R, K, 1, S, D), else (R, H, 1, D) against (R, H, S, D).
  const shared = share > 1
  const queried: Shape = shared ? [r, keyHeads, share] : [r, h]
  const read = (x: Tensor<D>, slots: Dim) => shared ? reshape(x, [r, keyHeads, 1, slots, d]) : x
  const own = (x: Tensor<D>) => read(reshape(x, [r, keyHeads, 1, d]), 1)
  const last = queried.length + 1

  // Scaled here and not in the products, which have a faster kernel where alpha is 1, and not right before them, where ONNX Runtime
  // would join the two.
  const queries = reshape(mul(q, 1 / Math.sqrt(known(d))), [...queried, 1, d]) // (..., 1, D)
  const before = matmul(queries, read(pastKeys, s), { transB: true }) // (..., 1, S)
  const now = reduceSum(mul(queries, own(k)), last, { keepDims: true }) // (..., 1, 1)
  const hidden = reshape(bias, [r, ...queried.slice(1).map(() => 1), 1, s])
  const weights = softmax(concat([add(before, hidden), now], last)) // (..., 1, S+1)
  const past = slice(weights, last, { end: s })
  const self = slice(weights, last, { start: s })
  const out = add(matmul(past, read(pastValues, s)), mul(self, own(v))) // (..., 1, D)
  return reshape(out, [r, product([h, d])])
}
