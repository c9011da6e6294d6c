import type { Float } from "../dtype.ts"
import { node, shapeError, type Tensor } from "../tensor.ts"

/**
 * `scale w`, row by row: integers w (O, I), scale (O) -> (O, I). The weight of a linear layer takes one byte an element at
 * rest, and its full width only while the layer computes.
 * @since 0.1.0
 */
export const dequantize = <D extends Float>(w: Tensor<"int8">, scale: Tensor<D>): Tensor<D> => {
  if (w.shape.length !== 2 || scale.shape.length !== 1 || w.shape[0] !== scale.shape[0]) {
    throw shapeError("dequantize", [w.shape, scale.shape], "it needs rows and one scale a row")
  }
  return node("dequantize", [w, scale], { attributes: {}, shape: w.shape, dtype: scale.dtype })
}
