// The inverse of a distribution function: the first token whose running sum is above a uniform number.
import { known, product } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { add, mul, sub } from "../graph/ops/arithmetic.ts"
import { scalar } from "../graph/ops/leaf.ts"
import { cumSum, reduceMax, reduceSum } from "../graph/ops/reduce.ts"
import { gather } from "../graph/ops/rows.ts"
import { broadcastTo, concat, expandDims, reshape, slice } from "../graph/ops/shape.ts"
import { and, less, lessEqual } from "../graph/ops/truth.ts"
import { cast, clip } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * `token = #{j : F_j <= u F_V}`, F the running sums of p: masses p (R, V), at least 0, and uniform u on [0, 1) (R) -> tokens
 * (R). A token of mass 0 adds nothing to F, so it is never drawn, unless all are 0. `u F_V` is rounded below `F_V`, so there
 * always is a token.
 */
export const invert = <D extends Float>(p: Tensor<D>, uniform: Tensor<D>): Tensor<"int32"> => {
  const token = known(p.shape[1]) <= narrow ? whole(p, uniform) : inBlocks(p, uniform)
  return cast(clip(token, 0, known(p.shape[1]) - 1), "int32")
}

/** Up to this width one running sum is as fast as two, and as exact: beyond, single precision loses small masses in it. */
export const narrow = 1024

const whole = <D extends Float>(p: Tensor<D>, uniform: Tensor<D>) => {
  const sums = cumSum(p, 1) // (R, V)
  return count(lessEqual(sums, mul(expandDims(uniform, 1), last(sums))), p.dtype)
}

// The block is found among sums of whole blocks, C, and the token among the running sums of that block alone, W:
//
//   F_j = min(C + W_j, C'), and C' from the block's last mass on, C before the block and C' behind it
//
// Sums of a block in two orders differ in their last bits. So the last mass of a block takes what is left of it: no uniform
// number finds the zeros behind it.
const inBlocks = <D extends Float>(p: Tensor<D>, uniform: Tensor<D>) => {
  const blocks = cut(p) // (R, N, L)
  const [r, n, l] = blocks.shape
  const sums = cumSum(reduceSum(blocks, 2), 1) // (R, N)
  const aim = mul(expandDims(uniform, 1), last(sums)) // (R, 1)
  const passed = lessEqual(sums, aim)
  const block = clip(count(passed, p.dtype), 0, known(n) - 1) // (R)
  const before = reduceMax(mul(cast(passed, p.dtype), sums), 1, { keepDims: true }) // (R, 1)

  const row = sub(cumSum(broadcastTo(scalar(1, p.dtype), [r]), 0), 1) // 0, 1, ..., R-1
  const place = cast(add(mul(row, known(n)), block), "int32")
  const within = cumSum(gather(reshape(blocks, [product([r, n]), l]), place), 1) // (R, L)
  const inside = and(lessEqual(add(before, within), aim), less(within, last(within)))
  return add(mul(block, known(l)), count(inside, p.dtype))
}

// (R, V) -> (R, N, L), with zeros at the end where no length near the root divides V.
const cut = <D extends Float>(p: Tensor<D>) => {
  const [r, v] = p.shape
  const length = blockLength(known(v))
  const n = Math.ceil(known(v) / length)
  const missing = n * length - known(v)
  const full = missing === 0 ? p : concat([p, mul(slice(p, 1, { end: missing }), 0)], 1)
  return reshape(full, [r, n, length])
}

/**
 * The length of the blocks that cut a vocabulary: the divisor nearest to its root, by ratio, so that nothing is copied. Where
 * none is within a factor of 16, the root.
 */
export const blockLength = (vocabulary: number): number => {
  const root = Math.ceil(Math.sqrt(vocabulary))
  // Divisors come in pairs about the root, l and V / l, at the same ratio.
  for (let length = root; 16 * length >= root; length--) if (vocabulary % length === 0) return length
  return root
}

// (R, n) -> (R): how many hold
const count = <D extends Float>(hold: Tensor<"bool">, dtype: D) => reduceSum(cast(hold, dtype), 1)

const last = <D extends Float>(x: Tensor<D>) => slice(x, 1, { start: known(x.shape[1]) - 1 }) // (R, 1)
