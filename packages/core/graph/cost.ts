import { evaluate, product } from "./dim.ts"
import { type Graph, topological } from "./graph.ts"
import type { Tensor } from "./tensor.ts"

/**
 * The floating-point operations of a run at given sizes of the dimension symbols, counting matrix products and attention,
 * which are nearly all. A product (M, K) (K, N) takes 2 M K N. Nothing is run, and no weight is needed.
 *
 * @example
 * ```ts
 * import { flops } from "@rlif/core/graph/cost.ts"
 * import { graph } from "@rlif/core/graph/graph"
 * import { input, matmul } from "@rlif/core/graph/ops"
 *
 * const product = graph({ y: matmul(input("x", ["N", 4]), input("w", [4, 8])) })
 * flops(product, { N: 10 }) // 640
 * ```
 */
export const flops = ({ outputs }: Graph, sizes: Readonly<Record<string, number>>): number => {
  const bound = new Map(Object.entries(sizes))
  const elements = (tensor: Tensor) => evaluate(product(tensor.shape), bound)
  let total = 0
  for (const tensor of topological(Object.values(outputs))) {
    if (tensor.op === "matmul") {
      const [a] = tensor.inputs
      const inner = a.shape[a.shape.length - (tensor.attributes.transA ? 2 : 1)]
      total += 2 * elements(tensor) * evaluate(inner, bound)
    } else if (tensor.op === "attentionWeights") {
      // (B, H, T, S) scores of heads of width D
      total += 2 * elements(tensor) * evaluate(tensor.inputs[0].shape[3], bound)
    } else if (tensor.op === "attention") {
      // (B, H, T, D) states, S keys: a product for the scores, and one for the values
      total += 2 * 2 * elements(tensor) * evaluate(tensor.inputs[1].shape[2], bound)
    }
  }
  return total
}
