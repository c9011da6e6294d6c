// Gradients of softmax attention. The R = H/K query heads that share a key head are stacked along its rows, so that one
// batched product serves them all and, for keys and values, sums over them.
import { known, product } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import { mul, sub } from "../graph/ops/arithmetic.ts"
import { attentionWeights } from "../graph/ops/fused.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { reshape } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { Rules } from "./_rule.ts"

/** Attention and its weights. */
export const attentions: Rules<"attentionWeights" | "attention"> = {
  // P = softmax(S), S = c q k' + bias: dS = P (dP - sum P dP), dq = c dS k, dk = c dS' q, dbias = dS
  attentionWeights: (p, dp) => {
    const { inputs: [q, k], attributes: { scale } } = p
    const ds = mul(p, sub(dp, reduceSum(mul(dp, p), -1, { keepDims: true }))) // (B, H, T, S)
    return [...scoresBack({ q, k, ds }, scale), ds]
  },
  // O = P v: dv = P' dO, dP = dO v', and since sum P dP = sum O dO, dS = P (dP - sum O dO)
  attention: (o, dout) => {
    const { inputs: [q, k, v, bias], attributes: { scale } } = o
    const p = attentionWeights({ q, k, bias }, scale) // (B, H, T, S)
    const heads = known(k.shape[1])
    const rows = join(dout, heads) // (B, K, RT, D)
    const dv = matmul(join(p, heads), rows, { transA: true }) // (B, K, S, D)
    const dp = reshape(matmul(rows, v, { transB: true }), p.shape)
    const sums = reduceSum(mul(dout, o), -1, { keepDims: true }) // (B, H, T, 1)
    const ds = mul(p, sub(dp, sums))
    return [...scoresBack({ q, k, ds }, scale), dv, ds]
  },
}

// Gradients of q and k from those of the scores.
const scoresBack = (
  { q, k, ds }: { readonly q: Tensor<Float>; readonly k: Tensor<Float>; readonly ds: Tensor<Float> },
  alpha: number,
) => {
  const heads = known(k.shape[1])
  const scores = join(ds, heads) // (B, K, RT, S)
  const dq = matmul(scores, k, { alpha }) // (B, K, RT, D)
  const dk = matmul(scores, join(q, heads), { transA: true, alpha }) // (B, K, S, D)
  return [reshape(dq, q.shape), dk]
}

// (B, H, T, S) -> (B, K, RT, S), S or D last
const join = (x: Tensor<Float>, heads: number) => {
  const [b, h, t, s] = x.shape
  return reshape(x, [b, heads, product([known(h) / heads, t]), s])
}
