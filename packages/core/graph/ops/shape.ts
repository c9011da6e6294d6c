// Moving elements without changing them.
import { canonical, difference, type Dim, product, same, type Shape, sum } from "../dim.ts"
import type { DType } from "../dtype.ts"
import { node, shapeError, type Tensor } from "../tensor.ts"
import { axisOf, broadcast, sameType } from "./_broadcast.ts"

/**
 * The elements of `x` in another shape; the element counts must be equal as polynomials of the symbols.
 * @since 0.1.0
 */
export const reshape = <D extends DType>(x: Tensor<D>, to: Shape): Tensor<D> => {
  const shape = canonical(to)
  if (same(x.shape, shape)) return x
  const [before, after] = [product(x.shape), product(shape)]
  if (before !== after) {
    throw shapeError("reshape", [x.shape, shape], `${before} elements are not ${after}`)
  }
  return node("reshape", [x], { attributes: {}, shape, dtype: x.dtype })
}

/**
 * Inserts an axis of size 1, which is `axis` of the result.
 * @since 0.1.0
 */
export const expandDims = <D extends DType>(x: Tensor<D>, axis: number): Tensor<D> => {
  const at = axisOf("expandDims", axis, [...x.shape, 1])
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)])
}

/**
 * Drops `axis`, whose size is 1.
 * @since 0.1.0
 */
export const squeeze = <D extends DType>(x: Tensor<D>, axis: number): Tensor<D> => {
  const at = axisOf("squeeze", axis, x.shape)
  if (x.shape[at] !== 1) {
    throw shapeError("squeeze", [x.shape], `axis ${axis} is not 1`)
  }
  return reshape(x, x.shape.filter((_, i) => i !== at))
}

/**
 * Repeats `x` along axes of size 1, and along new leading axes, to the shape `to`.
 * @since 0.1.0
 */
export const broadcastTo = <D extends DType>(x: Tensor<D>, to: Shape): Tensor<D> => {
  const shape = canonical(to)
  if (same(x.shape, shape)) return x
  if (!same(broadcast("broadcastTo", x.shape, shape), shape)) {
    throw shapeError("broadcastTo", [x.shape, shape], "the first does not fit the second")
  }
  return node("broadcastTo", [x], { attributes: {}, shape, dtype: x.dtype })
}

/**
 * Axis `i` of the result is axis `permutation[i]` of `x`.
 * @since 0.1.0
 */
export const transpose = <D extends DType>(x: Tensor<D>, permutation: ReadonlyArray<number>): Tensor<D> => {
  if (
    [...permutation].sort((a, b) => a - b).join() !==
      x.shape.map((_, i) => i).join()
  ) {
    throw shapeError("transpose", [x.shape], `[${permutation}] is no permutation of its axes`)
  }
  return node("transpose", [x], {
    attributes: { permutation: [...permutation] },
    shape: permutation.map((i) => x.shape[i]),
    dtype: x.dtype,
  })
}

/**
 * Joins tensors along `axis`.
 * @since 0.1.0
 */
export const concat = <D extends DType>(xs: ReadonlyArray<Tensor<D>>, axis: number): Tensor<D> => {
  if (xs.length === 0) throw new Error("Cannot build concat: there are no tensors")
  const at = axisOf("concat", axis, xs[0].shape)
  sameType("concat", ...xs)
  const fits = xs.every((x) =>
    x.shape.length === xs[0].shape.length &&
    x.shape.every((d, i) => i === at || d === xs[0].shape[i])
  )
  if (!fits) {
    throw shapeError("concat", xs.map((x) => x.shape), `they differ outside axis ${axis}`)
  }
  if (xs.length === 1) return xs[0]
  const shape = xs[0].shape.map((dim, i) => (i === at ? sum(xs.map((x) => x.shape[at])) : dim))
  return node("concat", [...xs], { attributes: { axis: at }, shape, dtype: xs[0].dtype })
}

/**
 * Elements `start` to `end` (exclusive) along `axis`; both are dimensions counted from the front.
 * @since 0.1.0
 */
export const slice = <D extends DType>(
  x: Tensor<D>,
  axis: number,
  range: { readonly start?: Dim; readonly end?: Dim },
): Tensor<D> => {
  const at = axisOf("slice", axis, x.shape)
  const [start, end] = canonical([range.start ?? 0, range.end ?? x.shape[at]])
  if (start === 0 && end === x.shape[at]) return x
  const length = difference(end, start)
  if (typeof length === "number" && length < 0) {
    throw shapeError("slice", [x.shape], `${end} is before ${start}`)
  }
  if (typeof end === "number" && typeof x.shape[at] === "number" && end > x.shape[at]) {
    throw shapeError("slice", [x.shape], `${end} is past the end of axis ${axis}`)
  }
  return node("slice", [x], {
    attributes: { axis: at, start, end },
    shape: x.shape.map((dim, i) => (i === at ? length : dim)),
    dtype: x.dtype,
  })
}
