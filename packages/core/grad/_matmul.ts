// The gradient of the product, whose operands may be stored transposed, time-major, or as integers.
import type { Float } from "../graph/dtype.ts"
import { mul } from "../graph/ops/arithmetic.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { transpose } from "../graph/ops/shape.ts"
import { cast } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { Rules } from "./_rule.ts"

/** Products, and the weights at rest that they read. */
export const products: Rules<"matmul" | "dequantize"> = {
  // Y = c A B: dA = c dY B', dB = c A' dY, each transposed once more if the operand was
  matmul: ({ inputs: [a, b], attributes: { transA, transB, alpha, timeMajorB } }, dy) => {
    const da = transA
      ? matmul(timeMajorB ? batchMajor(b) : b, dy, { transA: transB, transB: true, alpha })
      : matmul(dy, b, { transB: !transB, alpha, timeMajorB })
    const db = transB
      ? matmul(dy, a, { transA: true, transB: transA, alpha })
      : matmul(a, dy, { transA: !transA, alpha })
    return [da, timeMajorB ? timeMajor(db, b.shape.length) : db]
  },
  // Y = s W row by row: ds = sum of dY W over the columns. Integers have no gradient.
  dequantize: ({ inputs: [w] }, dy) => [undefined, reduceSum(mul(dy, cast(w, dy.dtype)), 1)],
}

// (S, batch..., D) -> (batch..., S, D)
const batchMajor = (x: Tensor<Float>) => {
  const rank = x.shape.length
  return transpose(x, [...Array(rank).keys()].map((i) => (i === rank - 1 ? i : (i + 1) % (rank - 1))))
}

// (more..., batch..., S, D) -> (more..., S, batch..., D), where the last `rank` axes are the stored operand's: axes
// that only the other operand has stay in front, where broadcasting is undone.
const timeMajor = (x: Tensor<Float>, rank: number) => {
  const axes = [...x.shape.keys()]
  const more = axes.length - rank
  return transpose(x, [...axes.slice(0, more), axes.length - 2, ...axes.slice(more, -2), axes.length - 1])
}
