import type { Dim, Shape } from "../dim.ts"
import { shapeError, type Tensor } from "../tensor.ts"

/** The broadcast shape by NumPy's rule: aligned at the right, sizes are equal or one is 1. A symbol equals only itself. */
export const broadcast = (op: string, ...shapes: ReadonlyArray<Shape>): Shape => {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, i) => {
    let result: Dim = 1
    for (const shape of shapes) {
      const dim = shape[i - rank + shape.length] ?? 1
      if (dim === 1) continue
      if (result !== 1 && result !== dim) {
        throw shapeError(op, shapes, `${result} is not ${dim}`)
      }
      result = dim
    }
    return result
  })
}

/** Throws unless all operands have one element type, since types never convert silently. The compiler refuses known types. */
export const sameType = (op: string, ...operands: ReadonlyArray<Tensor>): void => {
  if (operands.every((x) => x.dtype === operands[0].dtype)) return
  throw new Error(`Cannot build ${op} of ${operands.map((x) => x.dtype).join(" and ")}: element types differ`)
}

/** Throws for a scalar, which has no last axis. */
export const needsAxis = (op: string, x: Tensor): void => {
  if (x.shape.length === 0) throw shapeError(op, [x.shape], "a scalar has no last axis")
}

/** A non-negative axis. */
export const axisOf = (op: string, axis: number, shape: Shape): number => {
  const positive = axis < 0 ? axis + shape.length : axis
  if (!Number.isInteger(axis) || positive < 0 || positive >= shape.length) {
    throw shapeError(op, [shape], `there is no axis ${axis}`)
  }
  return positive
}
