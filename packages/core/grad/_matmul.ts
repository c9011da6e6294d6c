// The gradient of the product, whose operands may be stored transposed, or as integers.
import { mul } from "../graph/ops/arithmetic.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { cast } from "../graph/ops/unary.ts"
import type { Rules } from "./_rule.ts"

/** Products, and the weights at rest that they read. */
export const products: Rules<"matmul" | "dequantize"> = {
  // Y = c A B: dA = c dY B', dB = c A' dY, each transposed once more if the operand was
  matmul: ({ inputs: [a, b], attributes: { transA, transB, alpha } }, dy) => {
    const da = transA
      ? matmul(b, dy, { transA: transB, transB: true, alpha })
      : matmul(dy, b, { transB: !transB, alpha })
    const db = transB
      ? matmul(dy, a, { transA: true, transB: transA, alpha })
      : matmul(a, dy, { transA: !transA, alpha })
    return [da, db]
  },
  // Y = s W row by row: ds = sum of dY W over the columns. Integers have no gradient.
  dequantize: ({ inputs: [w] }, dy) => [undefined, reduceSum(mul(dy, cast(w, dy.dtype)), 1)],
}
