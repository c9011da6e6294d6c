// Reductions over axes, and operations that depend on the order or number of elements along an axis.
import type { Dim } from "../dim.ts"
import type { Float } from "../dtype.ts"
import { node, shapeError, type Tensor } from "../tensor.ts"
import { axisOf } from "./_broadcast.ts"

type Axes = number | ReadonlyArray<number>

const reduce =
  (op: "reduceSum" | "reduceMean" | "reduceMax") =>
  <D extends Float>(x: Tensor<D>, axes?: Axes, options: { readonly keepDims?: boolean } = {}): Tensor<D> => {
    const { keepDims = false } = options
    const all = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === "number" ? [axes] : axes
    const positive = all.map((axis) => axisOf(op, axis, x.shape)).sort((a, b) => a - b)
    if (new Set(positive).size < positive.length) throw shapeError(op, [x.shape], `axes [${all}] repeat`)
    if (positive.length === 0) return x
    const shape: ReadonlyArray<Dim> = keepDims
      ? x.shape.map((dim, i) => (positive.includes(i) ? 1 : dim))
      : x.shape.filter((_, i) => !positive.includes(i))
    return node(op, [x], { attributes: { axes: positive, keepDims }, shape, dtype: x.dtype })
  }

/**
 * The sum over `axes` (all of them by default).
 * @since 0.1.0
 */
export const reduceSum = reduce("reduceSum")
/**
 * The mean over `axes` (all of them by default).
 * @since 0.1.0
 */
export const reduceMean = reduce("reduceMean")
/**
 * The largest element along `axes` (all of them by default); ties share the gradient equally.
 * @since 0.1.0
 */
export const reduceMax = reduce("reduceMax")

/**
 * Running sums along `axis`, from the start, or from the end with `reverse`.
 * @since 0.1.0
 */
export const cumSum = <D extends Float>(
  x: Tensor<D>,
  axis: number,
  options: { readonly reverse?: boolean } = {},
): Tensor<D> =>
  node("cumSum", [x], {
    attributes: { axis: axisOf("cumSum", axis, x.shape), reverse: options.reverse ?? false },
    shape: x.shape,
    dtype: x.dtype,
  })

/**
 * The index of the first largest element along `axis`; the axis is dropped.
 * @since 0.1.0
 */
export const argMax = (x: Tensor<Float>, axis: number): Tensor<"int32"> => {
  const at = axisOf("argMax", axis, x.shape)
  return node("argMax", [x], { attributes: { axis: at }, shape: x.shape.filter((_, i) => i !== at), dtype: "int32" })
}

/**
 * The number of elements of `x` along `axes`, as a scalar of the type of `x`: gives a symbolic dimension's value.
 * @since 0.1.0
 */
export const size = <D extends Float>(x: Tensor<D>, axes: Axes): Tensor<D> =>
  node("size", [x], {
    attributes: { axes: (typeof axes === "number" ? [axes] : axes).map((axis) => axisOf("size", axis, x.shape)) },
    shape: [],
    dtype: x.dtype,
  })
