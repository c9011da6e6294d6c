import { allocate, type Arrays, type Float } from "../graph/dtype.ts"
import { type RotaryConfig, rotaryFrequencies } from "./rotary_frequencies.ts"

/**
 * Cosines and sines of the angles by which the operation `rotary` turns heads, each (N, D/2), row-major.
 * @since 0.1.0
 */
export interface RotaryTables<D extends Float = "float32"> {
  readonly cos: Arrays[D]
  readonly sin: Arrays[D]
}

/**
 * Cosines and sines of `angle(n, j) = position_n f_j` for j < D/2, computed in double from `rotaryFrequencies`, for pairs
 * (j, j + D/2) as in Hugging Face. If the scaling multiplies queries and keys (`attention` of "yarn"), so do the tables.
 * Source: Su et al. 2021, arXiv:2104.09864.
 *
 * @example
 * ```ts
 * import { rotaryTables } from "@rlif/core/nn"
 *
 * const { cos, sin } = rotaryTables({ headWidth: 2, theta: 10_000 }, new Int32Array([0, 1]))
 * cos // Float32Array [1, 0.5403023]
 * sin // Float32Array [0, 0.8414710]
 * ```
 *
 * @since 0.1.0
 */
export const rotaryTables = <D extends Float = "float32">(
  config: RotaryConfig,
  positions: Int32Array,
  dtype: D = "float32" as D,
): RotaryTables<D> => {
  const half = config.headWidth / 2
  const frequencies = rotaryFrequencies(config)
  const length = config.ropeScaling?.type === "yarn" ? config.ropeScaling.attention : 1
  const cos = allocate(dtype, positions.length * half)
  const sin = allocate(dtype, positions.length * half)
  for (let n = 0; n < positions.length; n++) {
    for (let j = 0; j < half; j++) {
      const angle = positions[n] * frequencies[j]
      cos[n * half + j] = length * Math.cos(angle)
      sin[n * half + j] = length * Math.sin(angle)
    }
  }
  return { cos, sin }
}
