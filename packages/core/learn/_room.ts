import { type Value, value } from "../graph/value.ts"

/** Arrays by name, reused by many runs: they grow, and are never released. */
export const rooms = () => {
  const arrays = new Map<string, Float32Array>()
  return (name: string, dims: ReadonlyArray<number>): Value<"float32"> => {
    const length = dims.reduce((a, b) => a * b, 1)
    let array = arrays.get(name)
    if (array === undefined || array.length < length) {
      // The smaller array is dropped before the larger one is made.
      arrays.delete(name)
      arrays.set(name, array = new Float32Array(length))
    }
    return value("float32", dims, array.subarray(0, length))
  }
}

/** A function that gives a value of given dimensions for a name. */
export type Rooms = ReturnType<typeof rooms>
