import { allocate, type Arrays, type DType, type Float } from "../dtype.ts"
import { canonical, type Shape } from "../dim.ts"
import { node, type Tensor } from "../tensor.ts"

/**
 * A tensor whose value is fed at run time under `name`, by default `float32`. A dimension known only from the feeds is a
 * symbol, such as `"B"`.
 * @since 0.1.0
 */
export function input(name: string, shape: Shape): Tensor<"float32">
export function input<D extends DType>(name: string, shape: Shape, dtype: D): Tensor<D>
export function input(name: string, shape: Shape, dtype: DType = "float32"): Tensor {
  return node("input", [], { attributes: { name }, shape: canonical(shape), dtype })
}

/**
 * A literal tensor. `data` is not copied and belongs to the graph from here on.
 * @since 0.1.0
 */
export const constant = <D extends DType>(data: Arrays[D], shape: ReadonlyArray<number>, dtype: D): Tensor<D> => {
  const count = shape.reduce((a, b) => a * b, 1)
  if (count !== data.length) {
    throw new Error(`Cannot build constant (${shape.join(", ")}): ${data.length} elements given`)
  }
  return node("constant", [], { attributes: { data }, shape: canonical(shape), dtype })
}

/**
 * A literal scalar, shape `()`.
 * @since 0.1.0
 */
export const scalar = <D extends DType>(value: number, dtype: D): Tensor<D> => {
  const data = allocate(dtype, 1)
  data[0] = value
  return constant(data, [], dtype)
}

/**
 * An operand of a binary operation: a tensor, or a number that becomes a scalar of the other operand's type.
 * @since 0.1.0
 */
export type Operand<D extends Float> = Tensor<D> | number

/**
 * Turns a number into a scalar of the type of `like`; a tensor stays as it is.
 * @since 0.1.0
 */
export const operand = <D extends DType>(value: Tensor<D> | number, like: Tensor<D>): Tensor<D> =>
  typeof value === "number" ? scalar(value, like.dtype) : value
