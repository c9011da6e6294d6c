import type { Arrays, DType } from "./dtype.ts"

/**
 * A tensor outside the graph: flat data and concrete dimensions, row-major.
 * @since 0.1.0
 */
export interface Value<D extends DType = DType> {
  readonly dtype: D
  readonly dims: ReadonlyArray<number>
  readonly data: Arrays[D]
}

/**
 * Values by name, such as a program's results.
 * @since 0.1.0
 */
export type Values = Readonly<Record<string, Value>>

/**
 * A value over existing data, which is not copied. Throws if the product of the dimensions is not the length of the data.
 * @since 0.1.0
 */
export const value = <D extends DType>(
  dtype: D,
  dims: ReadonlyArray<number>,
  data: Arrays[D],
): Value<D> => {
  const count = dims.reduce((a, b) => a * b, 1)
  if (count !== data.length) {
    throw new Error(
      `Cannot make value (${dims.join(", ")}): ${data.length} elements given`,
    )
  }
  return { dtype, dims, data }
}
