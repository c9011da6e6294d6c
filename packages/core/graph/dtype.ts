/**
 * Element types of a tensor. Indices are `int32`; masks are `bool` (one byte an element outside the graph); weights at rest
 * are `int8`, which only `dequantize` reads.
 * @since 0.1.0
 */
export type DType = "float32" | "float64" | "int32" | "int8" | "bool"

/**
 * The element types that carry a gradient.
 * @since 0.1.0
 */
export type Float = "float32" | "float64"

/**
 * The typed array that holds each element type outside the graph.
 * @since 0.1.0
 */
export interface Arrays {
  readonly float32: Float32Array
  readonly float64: Float64Array
  readonly int32: Int32Array
  readonly int8: Int8Array
  readonly bool: Uint8Array
}

/**
 * A new, zeroed array of `length` elements.
 * @since 0.1.0
 */
export const allocate = <D extends DType>(dtype: D, length: number): Arrays[D] => new arrays[dtype](length)

const arrays: { readonly [D in DType]: new (length: number) => Arrays[D] } = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int8: Int8Array,
  bool: Uint8Array,
}

/**
 * The bytes of an element.
 * @since 0.1.0
 */
export const elementBytes: { readonly [D in DType]: number } = { float32: 4, float64: 8, int32: 4, int8: 1, bool: 1 }
