import { type Value, value } from "../graph/value.ts"

/** A weight as integers from -127 to 127 (O, I), and the value of one unit in each row (O). */
export interface Quantized {
  readonly weight: Value<"int8">
  readonly scale: Value<"float32">
}

/**
 * Rounds each row of a weight (O, I) to multiples of its scale, the row's largest magnitude over 127, with ties to even. No
 * number is off by more than half the scale. A row whose magnitudes are all below 1.5e-36 has scale 0. Rounding the result
 * again changes nothing.
 *
 * @example
 * ```ts
 * import { quantize } from "@rlif/core/model/quantize.ts"
 * import { value } from "@rlif/core/graph/value"
 *
 * const { weight, scale } = quantize(value("float32", [2, 2], Float32Array.of(-127, 2.25, 0.5, -0.125)))
 * weight.data // Int8Array [-127, 2, 127, -32]
 * scale.data // Float32Array [1, 0.003937...]
 * ```
 */
export const quantize = ({ dims, data }: Value<"float32">): Quantized => {
  const [rows, columns] = dims
  const integers = new Int8Array(data.length)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * columns, (row + 1) * columns]
    let largest = 0
    // Math.max, not a comparison: NaN must not be lost.
    for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(data[i]))
    const scale = largest < vanishing ? 0 : Math.fround(largest / 127)
    scales[row] = scale
    if (scale !== 0) { for (let i = from; i < to; i++) integers[i] = nearest(data[i] / scale) }
  }
  return { weight: value("int8", dims, integers), scale: value("float32", [rows], scales) }
}

// A smaller scale would not have its full precision, and 127 times the scale might not give the largest magnitude back.
const vanishing = 127 * 2 ** -126

const nearest = (x: number) => {
  const up = Math.round(x)
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up
}
