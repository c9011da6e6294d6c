// Selecting by index: rows (axis 0) and single elements (last axis), each beside its adjoint. An index lies within its
// axis, counted from the front: a program does not check it, and what it computes from any other has no meaning.
import { canonical, type Dim, same } from "../dim.ts"
import type { DType, Float } from "../dtype.ts"
import { node, shapeError, type Tensor } from "../tensor.ts"
import { needsAxis } from "./_broadcast.ts"

/** `x` (N, ...rest) and indices (...I) -> (...I, ...rest): row `index[i]` of `x` at each `i`; rows may repeat. */
export const gather = <D extends DType>(x: Tensor<D>, index: Tensor<"int32">): Tensor<D> => {
  if (x.shape.length === 0) throw shapeError("gather", [x.shape, index.shape], "the first has no rows")
  return node("gather", [x, index], { attributes: {}, shape: [...index.shape, ...x.shape.slice(1)], dtype: x.dtype })
}

/** The adjoint of `gather`: `updates` (...I, ...rest) summed into `rows` zero rows -> (rows, ...rest). */
export const scatterAdd = <D extends Float>(updates: Tensor<D>, index: Tensor<"int32">, rows: Dim): Tensor<D> => {
  if (!same(updates.shape.slice(0, index.shape.length), index.shape)) {
    throw shapeError("scatterAdd", [updates.shape, index.shape], "the first does not begin with the second")
  }
  const shape = [...canonical([rows]), ...updates.shape.slice(index.shape.length)]
  return node("scatterAdd", [updates, index], { attributes: {}, shape, dtype: updates.dtype })
}

/** `x` (..., V) and `index` (...) -> (...): one element of each row. */
export const pick = <D extends DType>(x: Tensor<D>, index: Tensor<"int32">): Tensor<D> => {
  needsAxis("pick", x)
  if (!same(x.shape.slice(0, -1), index.shape)) {
    throw shapeError("pick", [x.shape, index.shape], "rows differ")
  }
  return node("pick", [x, index], { attributes: {}, shape: index.shape, dtype: x.dtype })
}

/** The adjoint of `pick`: `values` (...) placed at `index` (...) in rows of `width` zeros -> (..., width). */
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
 * A partial permutation of rows: `x` (N, ...rest) -> (...F, ...rest), row `forward[i]` of `x` at each `i`, zeros where
 * it is -1. No row is used twice, so the adjoint is the same operation with `backward` (N), which says where each row
 * of `x` went (-1: nowhere). Packing and unpacking of ragged sequences are this and nothing else.
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
 * Every row of the last axis from its largest to its smallest. Of equal elements the one that stands first comes first, and
 * has the gradient of that rank.
 */
export const sortDescending = <D extends Float>(x: Tensor<D>): Tensor<D> => {
  needsAxis("sortDescending", x)
  return node("sortDescending", [x], { attributes: {}, shape: x.shape, dtype: x.dtype })
}

/** Where each element of `sortDescending(x)` stands in `x`: for each row of the last axis, its indices in that order. */
export const orderDescending = (x: Tensor<Float>): Tensor<"int32"> => {
  needsAxis("orderDescending", x)
  return node("orderDescending", [x], { attributes: {}, shape: x.shape, dtype: "int32" })
}

/**
 * A permutation of the last axis, one a row: element `forward[..., i]` of `x` at each `i`, all of one shape. `backward` is the
 * inverse permutation, by which the adjoint is the same operation.
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
