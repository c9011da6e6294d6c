import { known, product } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { softmax } from "../graph/ops/fused.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { concat, expandDims, reshape, slice } from "../graph/ops/shape.ts"
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
  const pairs = product([r, keyHeads])
  const share = known(h) / known(keyHeads) // query heads a key head

  // Each query is a batch of its own: one row against a slab has a faster kernel than a few rows have.
  const slab = (x: Tensor<D>) => reshape(x, [pairs, 1, s, d]) // (RK, 1, S, D)
  const each = (x: Tensor<D>, width: typeof s) => reshape(x, [pairs, share, 1, width]) // (RK, H/K, 1, width)
  const own = (x: Tensor<D>) => reshape(x, [pairs, 1, d]) // (RK, 1, D)
  // Scaled here and not in the products: those of one query a key head have a faster kernel where alpha is 1.
  const queries = reshape(mul(q, 1 / Math.sqrt(known(d))), [pairs, share, d]) // (RK, H/K, D)
  const perHead = (scores: Tensor<D>, width: typeof s) => reshape(scores, [r, h, width]) // (R, H, width)
  const perPair = (weights: Tensor<D>, width: typeof s) => reshape(weights, [pairs, share, width])

  const before = matmul(each(queries, d), slab(pastKeys), { transB: true }) // (RK, H/K, 1, S)
  const now = reduceSum(mul(queries, own(k)), 2, { keepDims: true }) // (RK, H/K, 1)
  const weights = softmax(concat([add(perHead(before, s), expandDims(bias, 1)), perHead(now, 1)], 2)) // (R, H, S+1)
  const past = each(slice(weights, 2, { end: s }), s)
  const self = perPair(slice(weights, 2, { start: s }), 1)
  const read = reshape(matmul(past, slab(pastValues)), [pairs, share, d]) // (RK, H/K, D)
  const out = add(read, mul(self, own(v)))
  return reshape(out, [r, product([h, d])])
}
