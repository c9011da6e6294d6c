// The operations of `fused.ts`, and `silu`, written in primitives: the same values and gradients. Tests compare the two
// forms; models use the fused form.
import type { Float } from "../dtype.ts"
import type { Tensor } from "../tensor.ts"
import { add, div, mul, sub } from "./arithmetic.ts"
import { matmul } from "./matmul.ts"
import { reduceMax, reduceMean, reduceSum } from "./reduce.ts"
import { pick } from "./rows.ts"
import { broadcastTo, concat, expandDims, reshape, slice, transpose } from "./shape.ts"
import { exp, log, neg, reciprocal, sqrt, stopGradient } from "./unary.ts"
import { known } from "../dim.ts"

const kept = { keepDims: true } as const

/**
 * `e^(x - m) / sum e^(x - m)`, m the row's largest
 * @since 0.1.0
 */
export const softmax = <D extends Float>(x: Tensor<D>): Tensor<D> => {
  const e = exp(sub(x, stopGradient(reduceMax(x, -1, kept))))
  return div(e, reduceSum(e, -1, kept))
}

/**
 * `x - m - log sum e^(x - m)`, m the row's largest
 * @since 0.1.0
 */
export const logSoftmax = <D extends Float>(x: Tensor<D>): Tensor<D> => {
  const shifted = sub(x, stopGradient(reduceMax(x, -1, kept)))
  return sub(shifted, log(reduceSum(exp(shifted), -1, kept)))
}

/**
 * `x / (1 + e^-x)`
 * @since 0.1.0
 */
export const silu = <D extends Float>(x: Tensor<D>): Tensor<D> => div(x, add(exp(neg(x)), 1))

/**
 * `1 / sqrt(mean(x^2) + epsilon)`
 * @since 0.1.0
 */
export const inverseRms = <D extends Float>(x: Tensor<D>, epsilon: number): Tensor<D> =>
  reciprocal(sqrt(add(reduceMean(mul(x, x), -1, kept), epsilon)))

/**
 * `w x / sqrt(mean(x^2) + epsilon)`
 * @since 0.1.0
 */
export const rmsNorm = <D extends Float>(x: Tensor<D>, w: Tensor<D>, epsilon: number): Tensor<D> =>
  mul(w, mul(x, inverseRms(x, epsilon)))

/**
 * `(x1 cos - x2 sin, x2 cos + x1 sin)`, x1 and x2 the halves of each head
 * @since 0.1.0
 */
export const rotary = <D extends Float>(x: Tensor<D>, cos: Tensor<D>, sin: Tensor<D>): Tensor<D> => {
  const half = known(x.shape[2]) / 2
  const [x1, x2] = [slice(x, 2, { end: half }), slice(x, 2, { start: half })]
  const [c, s] = [expandDims(cos, 1), expandDims(sin, 1)] // (N, 1, D/2)
  return concat([sub(mul(x1, c), mul(x2, s)), add(mul(x2, c), mul(x1, s))], 2)
}

/**
 * `softmax(scale q k' + bias)`, each key head repeated for its query heads
 * @since 0.1.0
 */
export const attentionWeights = <D extends Float>(
  operands: { readonly q: Tensor<D>; readonly k: Tensor<D>; readonly bias: Tensor<D> },
  scale: number,
): Tensor<D> => {
  const { q, k, bias } = operands
  const keys = transpose(repeat(k, q), [0, 1, 3, 2]) // (B, H, D, S)
  return softmax(add(mul(matmul(q, keys), scale), bias))
}

/**
 * `attentionWeights(q, k, bias) v`
 * @since 0.1.0
 */
export const attention = <D extends Float>(
  operands: { readonly q: Tensor<D>; readonly k: Tensor<D>; readonly v: Tensor<D>; readonly bias: Tensor<D> },
  scale: number,
): Tensor<D> => matmul(attentionWeights(operands, scale), repeat(operands.v, operands.q))

/**
 * `logSoftmax(z)` at the target
 * @since 0.1.0
 */
export const tokenLogprob = <D extends Float>(z: Tensor<D>, target: Tensor<"int32">): Tensor<D> =>
  pick(logSoftmax(z), target)

// (B, K, S, D) -> (B, H, S, D): head h is key head h div (H/K)
const repeat = <D extends Float>(x: Tensor<D>, q: Tensor<D>) => {
  const [b, k, s, d] = x.shape
  const h = known(q.shape[1])
  return reshape(broadcastTo(expandDims(x, 2), [b, k, h / known(k), s, d]), [b, h, s, d])
}
