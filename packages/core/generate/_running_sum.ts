import { known } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { cumSum } from "../graph/ops/reduce.ts"
import { concat, expandDims, reshape, slice } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * Running sums of probabilities (R, V) -> (R, V). Single precision loses numbers that are small beside the sum so far, which
 * adds up to thousandths over a large vocabulary. So wide rows are summed in blocks, and sums of earlier blocks are added.
 * Sums never decrease, and stay equal over a zero.
 */
export const runningSum = <D extends Float>(p: Tensor<D>): Tensor<D> => {
  const [r, v] = p.shape
  const width = known(v)
  if (width <= 2 * block) return cumSum(p, 1)
  const count = Math.ceil(width / block)
  const zeros = (n: number) => mul(slice(p, 1, { end: n }), 0)
  const whole = count * block === width ? p : concat([p, zeros(count * block - width)], 1)
  const within = cumSum(reshape(whole, [r, count, block]), 2)
  const through = cumSum(reshape(slice(within, 2, { start: block - 1 }), [r, count]), 1) // (R, count)
  const before = concat([zeros(1), slice(through, 1, { end: count - 1 })], 1)
  const sums = reshape(add(within, expandDims(before, 2)), [r, count * block])
  return count * block === width ? sums : slice(sums, 1, { end: width })
}

const block = 512
