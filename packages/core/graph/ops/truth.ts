// Comparisons and truth values: no gradient passes through them.
import type { DType, Float } from "../dtype.ts"
import { node, type Tensor } from "../tensor.ts"
import { broadcast, sameType } from "./_broadcast.ts"
import { type Operand, operand } from "./leaf.ts"

const compare =
  (op: "less" | "lessEqual" | "equal") =>
  <D extends Exclude<DType, "bool">>(a: Tensor<D>, b: Tensor<NoInfer<D>> | number): Tensor<"bool"> => {
    const y = operand(b, a)
    sameType(op, a, y)
    return node(op, [a, y], { attributes: {}, shape: broadcast(op, a.shape, y.shape), dtype: "bool" })
  }

const logic = (op: "and" | "or") => (a: Tensor<"bool">, b: Tensor<"bool">): Tensor<"bool"> =>
  node(op, [a, b], { attributes: {}, shape: broadcast(op, a.shape, b.shape), dtype: "bool" })

/**
 * `a < b`
 * @since 0.1.0
 */
export const less = compare("less")
/**
 * `a <= b`
 * @since 0.1.0
 */
export const lessEqual = compare("lessEqual")
/**
 * `a = b`
 * @since 0.1.0
 */
export const equal = compare("equal")
/**
 * `a and b`
 * @since 0.1.0
 */
export const and = logic("and")
/**
 * `a or b`
 * @since 0.1.0
 */
export const or = logic("or")
/**
 * `not a`
 * @since 0.1.0
 */
export const not = (a: Tensor<"bool">): Tensor<"bool"> =>
  node("not", [a], { attributes: {}, shape: a.shape, dtype: "bool" })

/**
 * `a` at each element whose `condition` holds, else `b`; broadcasting.
 * @since 0.1.0
 */
export const where = <D extends Float>(condition: Tensor<"bool">, a: Tensor<D>, b: Operand<NoInfer<D>>): Tensor<D> => {
  const y = operand(b, a)
  sameType("where", a, y)
  return node("where", [condition, a, y], {
    attributes: {},
    shape: broadcast("where", condition.shape, a.shape, y.shape),
    dtype: a.dtype,
  })
}
