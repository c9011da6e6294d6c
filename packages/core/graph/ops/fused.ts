// Operations with a kernel and a gradient rule of their own. `twin.ts` writes each in primitives, as the tests' oracle.
import { same } from "../dim.ts"
import type { Float } from "../dtype.ts"
import { node, shapeError, type Tensor } from "../tensor.ts"
import { broadcast, needsAxis, sameType } from "./_broadcast.ts"

/**
 * `e^x / sum e^x` along the last axis.
 * @since 0.1.0
 */
export const softmax = <D extends Float>(x: Tensor<D>): Tensor<D> => {
  needsAxis("softmax", x)
  return node("softmax", [x], { attributes: {}, shape: x.shape, dtype: x.dtype })
}

/**
 * `x - log sum e^x` along the last axis.
 * @since 0.1.0
 */
export const logSoftmax = <D extends Float>(x: Tensor<D>): Tensor<D> => {
  needsAxis("logSoftmax", x)
  return node("logSoftmax", [x], { attributes: {}, shape: x.shape, dtype: x.dtype })
}

/**
 * `w x / sqrt(mean(x^2) + epsilon)` along the last axis; x (..., C), w (C) -> (..., C).
 * @since 0.1.0
 */
export const rmsNorm = <D extends Float>(x: Tensor<D>, w: Tensor<NoInfer<D>>, epsilon: number): Tensor<D> => {
  sameType("rmsNorm", x, w)
  if (w.shape.length !== 1 || w.shape[0] !== x.shape.at(-1)) {
    throw shapeError("rmsNorm", [x.shape, w.shape], "widths differ")
  }
  return node("rmsNorm", [x, w], { attributes: { epsilon }, shape: x.shape, dtype: x.dtype })
}

/**
 * `1 / sqrt(mean(x^2) + epsilon)` along the last axis, which is kept: (..., C) -> (..., 1).
 * @since 0.1.0
 */
export const inverseRms = <D extends Float>(x: Tensor<D>, epsilon: number): Tensor<D> => {
  needsAxis("inverseRms", x)
  return node("inverseRms", [x], { attributes: { epsilon }, shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype })
}

/**
 * Rotary embedding in Hugging Face's layout: dimensions j and j + D/2 turn together by the angle with the given cosine and
 * sine. x (N, H, D), cos and sin (N, D/2) -> (N, H, D).
 * @since 0.1.0
 */
export const rotary = <D extends Float>(
  x: Tensor<D>,
  cos: Tensor<NoInfer<D>>,
  sin: Tensor<NoInfer<D>>,
): Tensor<D> => {
  sameType("rotary", x, cos, sin)
  const [n, , d] = x.shape
  if (x.shape.length !== 3 || typeof d !== "number" || d % 2 !== 0) {
    throw shapeError("rotary", [x.shape], "it needs (N, H, D) with D even")
  }
  for (const table of [cos, sin]) {
    if (!same(table.shape, [n, d / 2])) {
      throw shapeError("rotary", [x.shape, table.shape], "the table is not (N, D/2)")
    }
  }
  return node("rotary", [x, cos, sin], { attributes: {}, shape: x.shape, dtype: x.dtype })
}

/**
 * The weights of softmax attention, `softmax(scale q k' + bias)`. q (B, H, T, D), k (B, K, S, D) with K dividing H
 * (query head h reads key head h div (H/K)), bias broadcastable to (B, H, T, S) -> (B, H, T, S).
 * @since 0.1.0
 */
export const attentionWeights = <D extends Float>(
  operands: { readonly q: Tensor<D>; readonly k: Tensor<D>; readonly bias: Tensor<D> },
  scale: number,
): Tensor<D> => {
  const { q, k, bias } = operands
  const shape = scoreShape(q, k, bias)
  return node("attentionWeights", [q, k, bias], { attributes: { scale }, shape, dtype: q.dtype })
}

/**
 * Softmax attention: `attentionWeights(q, k, bias) v` with v (B, K, S, D) -> (B, H, T, D). A bias of -1e9 masks.
 * @since 0.1.0
 */
export const attention = <D extends Float>(
  operands: { readonly q: Tensor<D>; readonly k: Tensor<D>; readonly v: Tensor<D>; readonly bias: Tensor<D> },
  scale: number,
): Tensor<D> => {
  const { q, k, v, bias } = operands
  scoreShape(q, k, bias)
  sameType("attention", q, v)
  if (v.shape.length !== 4 || !same(k.shape.slice(0, 3), v.shape.slice(0, 3))) {
    throw shapeError("attention", [k.shape, v.shape], "keys are not values")
  }
  const shape = [...q.shape.slice(0, 3), v.shape[3]]
  return node("attention", [q, k, v, bias], { attributes: { scale }, shape, dtype: q.dtype })
}

/**
 * The log-probability in nats of one token a row: logits z (..., V), target (...) -> (...). Its negative is the cross-entropy.
 * @since 0.1.0
 */
export const tokenLogprob = <D extends Float>(z: Tensor<D>, target: Tensor<"int32">): Tensor<D> => {
  needsAxis("tokenLogprob", z)
  if (!same(z.shape.slice(0, -1), target.shape)) {
    throw shapeError("tokenLogprob", [z.shape, target.shape], "rows differ")
  }
  return node("tokenLogprob", [z, target], { attributes: {}, shape: target.shape, dtype: z.dtype })
}

const scoreShape = (q: Tensor, k: Tensor, bias: Tensor) => {
  sameType("attention", q, k, bias)
  const fail = (why: string) => shapeError("attention", [q.shape, k.shape, bias.shape], why)
  if (q.shape.length !== 4 || k.shape.length !== 4) {
    throw fail("queries and keys need four axes")
  }
  const [b, h, t, d] = q.shape
  const [b2, g, s, d2] = k.shape
  if (b !== b2 || d !== d2) throw fail("batch or head width differ")
  if (typeof h !== "number" || typeof g !== "number" || h % g !== 0) {
    throw fail(`${g} key heads do not divide ${h} heads`)
  }
  const shape = [b, h, t, s]
  if (!same(broadcast("attention", bias.shape, shape), shape)) {
    throw fail("the bias does not fit the scores")
  }
  return shape
}
