// Softmax attention in a few products over (B, K, R T, D): the R query heads that share a key head are rows of one
// product, so keys and values are never repeated.
import { product as count, type Shape } from "../graph/dim.ts"
import type { Node } from "../graph/tensor.ts"
import type { Emit } from "./_emit.ts"
import type { Factor, Product } from "./_product.ts"
import type { Row } from "./lower.ts"

/** The rows of both attention operations over a provider's product. */
export const attentionRows = (
  product: Product,
): { readonly attentionWeights: Row<"attentionWeights">; readonly attention: Row<"attention"> } => {
  const multiply = (a: Factor, b: Factor, { transB, alpha, emit }: { transB: boolean; alpha: number; emit: Emit }) =>
    product([a, b], { transA: false, transB, alpha }, emit)

  // softmax(scale q k' + bias): q (B, H, T, D), k (B, K, S, D) -> (B, H, T, S)
  const weigh = (
    { inputs: [q, k], attributes: { scale } }: Node<"attentionWeights"> | Node<"attention">,
    [queries, keys, bias]: ReadonlyArray<string>,
    emit: Emit,
  ): Factor => {
    const [b, h, t] = q.shape
    const [, heads, s] = k.shape
    const rows = join({ ...q, name: queries }, heads, emit) // (B, K, R T, D)
    const raw = multiply(rows, { ...k, name: keys }, { transB: true, alpha: scale, emit })
    const scores = heads === h ? raw : emit.reshape(raw, [b, h, t, s])
    const weights = emit.op("Softmax", [emit.op("Add", [scores, bias])], { attributes: { axis: -1 } })
    return { name: weights, shape: [b, h, t, s], dtype: q.dtype }
  }
  return {
    attentionWeights: (node, operands, emit) => weigh(node, operands, emit).name,
    attention: (node, [q, k, v, bias], emit) => {
      const values = node.inputs[2]
      const heads = values.shape[1]
      const rows = join(weigh(node, [q, k, bias], emit), heads, emit) // (B, K, R T, S)
      const mixed = multiply(rows, { ...values, name: v }, { transB: false, alpha: 1, emit })
      return heads === node.shape[1] ? mixed : emit.reshape(mixed, node.shape)
    },
  }
}

/** (B, H, T, D) read as (B, K, R T, D). */
const join = (x: Factor, heads: Shape[number], emit: Emit): Factor => {
  const [b, h, t, d] = x.shape
  if (heads === h) return x
  const shape = [b, heads, count([Number(h) / Number(heads), t]), d]
  return { ...x, name: emit.reshape(x.name, shape), shape }
}
