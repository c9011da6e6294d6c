import { allocate, type Arrays, type Float } from "../graph/dtype.ts"

/** Cosines and sines of every angle, each (N, D/2) row-major: what the operation `rotary` turns heads by. */
export interface RotaryTables<D extends Float = "float32"> {
  readonly cos: Arrays[D]
  readonly sin: Arrays[D]
}

/** What the angles depend on. */
export interface RotaryConfig {
  readonly headWidth: number
  readonly theta: number
}

/**
 * `angle(n, j) = position_n theta^(-2j/D)` for j < D/2, computed in double. Su et al. 2021, arXiv:2104.09864; the pairs
 * (j, j + D/2) are Hugging Face's.
 *
 * @example
 * ```ts
 * import { rotaryTables } from "@rlif/core/nn/rotary"
 *
 * const { cos, sin } = rotaryTables({ headWidth: 2, theta: 10_000 }, new Int32Array([0, 1]))
 * cos // Float32Array [1, 0.5403023]
 * sin // Float32Array [0, 0.8414710]
 * ```
 */
export const rotaryTables = <D extends Float = "float32">(
  { headWidth, theta }: RotaryConfig,
  positions: Int32Array,
  dtype: D = "float32" as D,
): RotaryTables<D> => {
  const half = headWidth / 2
  const frequencies = Float64Array.from({ length: half }, (_, j) => theta ** (-2 * j / headWidth))
  const cos = allocate(dtype, positions.length * half)
  const sin = allocate(dtype, positions.length * half)
  for (let n = 0; n < positions.length; n++) {
    for (let j = 0; j < half; j++) {
      const angle = positions[n] * frequencies[j]
      cos[n * half + j] = Math.cos(angle)
      sin[n * half + j] = Math.sin(angle)
    }
  }
  return { cos, sin }
}
