// Gradients of reductions and running sums.
import { div } from "../graph/ops/arithmetic.ts"
import { cumSum, reduceSum } from "../graph/ops/reduce.ts"
import { broadcastTo } from "../graph/ops/shape.ts"
import { equal, where } from "../graph/ops/truth.ts"
import { cast } from "../graph/ops/unary.ts"
import { count, none, restore, type Rules } from "./_rule.ts"

/** Along axes. */
export const reductions: Rules<"reduceSum" | "reduceMean" | "reduceMax" | "cumSum" | "argMax" | "size"> = {
  // (sum x)' = sum x': each element takes the whole of dy
  reduceSum: ({ inputs: [x], attributes: { axes } }, dy) => [broadcastTo(restore(dy, x.shape, axes), x.shape)],
  // (mean x)' = sum x' / n
  reduceMean: ({ inputs: [x], attributes: { axes } }, dy) => [
    broadcastTo(restore(div(dy, count(x, axes)), x.shape, axes), x.shape),
  ],
  // (max x)' = the mean of x' over the elements that reach it
  reduceMax: (y, dy) => {
    const { inputs: [x], attributes: { axes } } = y
    const reached = equal(x, restore(y, x.shape, axes))
    const ties = reduceSum(cast(reached, x.dtype), axes, { keepDims: true })
    return [where(reached, div(restore(dy, x.shape, axes), ties), 0)]
  },
  // x_i is in every sum from i on: sums of dy from the other end
  cumSum: ({ attributes: { axis, reverse } }, dy) => [cumSum(dy, axis, { reverse: !reverse })],
  // integers and sizes do not move with x
  argMax: none,
  size: none,
}
