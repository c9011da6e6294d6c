import { type Value, value } from "../graph/value.ts"

/** Arrays by name that grow and are never given back: what many runs write in turn. */
export const rooms = () => {
  const arrays = new Map<string, Float32Array>()
  return (name: string, dims: ReadonlyArray<number>): Value<"float32"> => {
    const length = dims.reduce((a, b) => a * b, 1)
    let array = arrays.get(name)
    if (array === undefined || array.length < length) {
      // The smaller one may go before the larger one comes.
      arrays.delete(name)
      arrays.set(name, array = new Float32Array(length))
    }
    return value("float32", dims, array.subarray(0, length))
  }
}

/** Gives out values of given dimensions. */
export type Rooms = ReturnType<typeof rooms>
