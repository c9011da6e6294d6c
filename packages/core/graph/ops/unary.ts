// Element-wise operations of one operand.
import type { DType, Float } from "../dtype.ts"
import { node, type Tensor } from "../tensor.ts"

/**
 * Names of the element-wise operations of one operand and no attributes.
 * @since 0.1.0
 */
export type Unary = "neg" | "exp" | "log" | "sqrt" | "abs" | "reciprocal" | "sigmoid" | "silu" | "stopGradient"

const unary = (op: Unary) => <D extends Float>(x: Tensor<D>): Tensor<D> =>
  node(op, [x], { attributes: {}, shape: x.shape, dtype: x.dtype })

/**
 * `-x`
 * @since 0.1.0
 */
export const neg = unary("neg")
/**
 * `e^x`
 * @since 0.1.0
 */
export const exp = unary("exp")
/**
 * `ln x`
 * @since 0.1.0
 */
export const log = unary("log")
/**
 * `sqrt x`
 * @since 0.1.0
 */
export const sqrt = unary("sqrt")
/**
 * `|x|`; its gradient at 0 is 0.
 * @since 0.1.0
 */
export const abs = unary("abs")
/**
 * `1 / x`
 * @since 0.1.0
 */
export const reciprocal = unary("reciprocal")
/**
 * `1 / (1 + e^-x)`
 * @since 0.1.0
 */
export const sigmoid = unary("sigmoid")
/**
 * `x sigmoid(x)`
 * @since 0.1.0
 */
export const silu = unary("silu")
/**
 * `x`, treated as a constant by the gradient.
 * @since 0.1.0
 */
export const stopGradient = unary("stopGradient")

/**
 * `min(max(x, low), high)`; the gradient passes if `low <= x <= high`, as in PyTorch's clamp.
 * @since 0.1.0
 */
export const clip = <D extends Float>(x: Tensor<D>, low: number, high: number): Tensor<D> =>
  node("clip", [x], { attributes: { low, high }, shape: x.shape, dtype: x.dtype })

/**
 * `x` in another element type; a gradient passes between floating types only.
 * @since 0.1.0
 */
export const cast = <D extends DType>(x: Tensor, to: D): Tensor<D> =>
  node("cast", [x], { attributes: { to }, shape: x.shape, dtype: to })
