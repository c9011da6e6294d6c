// Selecting by index: rows (axis 0) and single elements (last axis), each beside its adjoint. An index counts from the front
// and must lie within its axis: programs do not check indices, and results for others are meaningless.
import { canonical, type Dim, same } from "../dim.ts"
import type { DType, Float } from "../dtype.ts"
import { node, shapeError, type Tensor } from "../tensor.ts"
import { needsAxis } from "./_broadcast.ts"

/**
 * `x` (N, ...rest), `index` (...I) -> (...I, ...rest): row `index[i]` of `x` at each `i`; rows may repeat.
 * @since 0.1.0
 */
export const gather = <D extends DType>(x: Tensor<D>, index: Tensor<"int32">): Tensor<D> => {
  if (x.shape.length === 0) throw shapeError("gather", [x.shape, index.shape], "the first has no rows")
  return node("gather", [x, index], { attributes: {}, shape: [...index.shape, ...x.shape.slice(1)], dtype: x.dtype })
}

/**
 * The adjoint of `gather`: `updates` (...I, ...rest) summed into `rows` zero rows -> (rows, ...rest).
 * @since 0.1.0
 */
export const scatterAdd = <D extends Float>(updates: Tensor<D>, index: Tensor<"int32">, rows: Dim): Tensor<D> => {
  if (!same(updates.shape.slice(0, index.shape.length), index.shape)) {
    throw shapeError("scatterAdd", [updates.shape, index.shape], "the first does not begin with the second")
  }
  const shape = [...canonical([rows]), ...updates.shape.slice(index.shape.length)]
  return node("scatterAdd", [updates, index], { attributes: {}, shape, dtype: updates.dtype })
}

/**
 * `x` (..., V), `index` (...) -> (...): one element of each row.
 * @since 0.1.0
 */
export const pick = <D extends DType>(x: Tensor<D>, index: Tensor<"int32">): Tensor<D> => {
  needsAxis("pick", x)
  if (!same(x.shape.slice(0, -1), index.shape)) {
    throw shapeError("pick", [x.shape, index.shape], "rows differ")
  }
  return node("pick", [x, index], { attributes: {}, shape: index.shape, dtype: x.dtype })
}

/**
 * The adjoint of `pick`: `values` (...) placed at `index` (...) in rows of `width` zeros -> (..., width).
 * @since 0.1.0
 */
export const place = <D extends Float>(values: Tensor<D>, index: Tensor<"int32">, width: Dim): Tensor<D> => {
  if (!same(values.shape, index.shape)) {
    throw shapeError("place", [values.shape, index.shape], "rows differ")
  }
  return node("place", [values, index], {
    attributes: {},
    shape: [...index.shape, ...canonical([width])],
    dtype: values.dtype,
  })
}

/**
 * A partial permutation of rows, by which ragged sequences are packed and unpacked: `x` (N, ...rest) -> (...F, ...rest), row
 * `forward[i]` of `x` at each `i`, zeros if `forward[i]` is -1. `backward` (N) tells where each row of `x` went (-1: nowhere).
 * No row is used twice, so the adjoint is the same operation with the two indices swapped.
 * @since 0.1.0
 */
export const regroup = <D extends Float>(
  x: Tensor<D>,
  forward: Tensor<"int32">,
  backward: Tensor<"int32">,
): Tensor<D> => {
  const rows = x.shape.slice(0, 1)
  if (rows.length === 0 || !same(backward.shape, rows)) {
    throw shapeError("regroup", [x.shape, backward.shape], "the way back does not have one index a row")
  }
  const shape = [...forward.shape, ...x.shape.slice(1)]
  return node("regroup", [x, forward, backward], { attributes: {}, shape, dtype: x.dtype })
}

/**
 * Sorts every row (the last axis) from the largest element to the smallest; no gradient passes.
 * @since 0.1.0
 */
export const sortDescending = <D extends Float>(x: Tensor<D>): Tensor<D> => {
  needsAxis("sortDescending", x)
  return node("sortDescending", [x], { attributes: {}, shape: x.shape, dtype: x.dtype })
}

/**
 * The places in `x` of the elements of `sortDescending(x)`: for each row of the last axis, its indices in that order.
 * @since 0.1.0
 */
export const orderDescending = (x: Tensor<Float>): Tensor<"int32"> => {
  needsAxis("orderDescending", x)
  return node("orderDescending", [x], { attributes: {}, shape: x.shape, dtype: "int32" })
}

/**
 * A permutation of the last axis, one a row: element `forward[..., i]` of `x` at each `i`, all of one shape. `backward` is the
 * inverse permutation, by which the adjoint is the same operation.
 * @since 0.1.0
 */
export const rearrange = <D extends Float>(
  x: Tensor<D>,
  forward: Tensor<"int32">,
  backward: Tensor<"int32">,
): Tensor<D> => {
  needsAxis("rearrange", x)
  if (!same(x.shape, forward.shape) || !same(x.shape, backward.shape)) {
    throw shapeError("rearrange", [x.shape, forward.shape, backward.shape], "they differ")
  }
  return node("rearrange", [x, forward, backward], { attributes: {}, shape: x.shape, dtype: x.dtype })
}
