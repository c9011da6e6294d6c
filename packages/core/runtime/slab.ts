import { type Value, value } from "../graph/value.ts"

/** Shapes by name. */
type Shapes = Readonly<Record<string, ReadonlyArray<number>>>

/** float32 tensors by name. */
type Tensors = Readonly<Record<string, Value<"float32">>>

/**
 * Zeros of these shapes, side by side in one array in their order. Each tensor is fed without a copy like any other value, and
 * neighbors may be computed in one run. Throws a RangeError if memory is short.
 *
 * @example
 * ```ts
 * import { slab } from "@rlif/core/runtime/slab.ts"
 *
 * const { a, b } = slab({ a: [2, 3], b: [4] })
 * a.data.buffer === b.data.buffer // true
 * b.data.byteOffset // 24, in bytes
 * ```
 */
export const slab = (shapes: Shapes): Tensors => {
  const all = new Float32Array(Object.values(shapes).reduce((sum, shape) => sum + count(shape), 0))
  let at = 0
  return Object.fromEntries(
    Object.entries(shapes).map((
      [name, shape],
    ) => [name, value("float32", shape, all.subarray(at, at += count(shape)))]),
  )
}

/** A copy of these values in a slab. */
export const slabOf = (values: Tensors): Tensors => {
  const copies = slab(Object.fromEntries(Object.entries(values).map(([name, { dims }]) => [name, dims])))
  for (const [name, { data }] of Object.entries(copies)) data.set(values[name].data)
  return copies
}

const count = (shape: ReadonlyArray<number>) => shape.reduce((a, b) => a * b, 1)
