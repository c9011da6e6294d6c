// Element-wise operations of two operands, with NumPy's broadcasting.
import type { Float } from "../dtype.ts"
import { node, type Tensor } from "../tensor.ts"
import { broadcast, sameType } from "./_broadcast.ts"
import { type Operand, operand } from "./leaf.ts"

/**
 * Names of the element-wise operations of two operands.
 * @since 0.1.0
 */
export type Binary = "add" | "sub" | "mul" | "div" | "minimum" | "maximum"

const binary = (op: Binary) => {
  function build<D extends Float>(a: Tensor<D>, b: Operand<NoInfer<D>>): Tensor<D>
  function build<D extends Float>(a: Operand<NoInfer<D>>, b: Tensor<D>): Tensor<D>
  function build<D extends Float>(a: Operand<D>, b: Operand<NoInfer<D>>): Tensor<D> {
    const like = typeof a === "number" ? (b as Tensor<D>) : a
    const x = operand(a, like)
    const y = operand(b, like)
    sameType(op, x, y)
    return node(op, [x, y], { attributes: {}, shape: broadcast(op, x.shape, y.shape), dtype: x.dtype })
  }
  return build
}

/**
 * `a + b`
 * @since 0.1.0
 */
export const add = binary("add")
/**
 * `a - b`
 * @since 0.1.0
 */
export const sub = binary("sub")
/**
 * `a b`
 * @since 0.1.0
 */
export const mul = binary("mul")
/**
 * `a / b`
 * @since 0.1.0
 */
export const div = binary("div")
/**
 * `min(a, b)`; on a tie the gradient goes to `a`.
 * @since 0.1.0
 */
export const minimum = binary("minimum")
/**
 * `max(a, b)`; on a tie the gradient goes to `a`.
 * @since 0.1.0
 */
export const maximum = binary("maximum")
