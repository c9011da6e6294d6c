import { NotFinite } from "../runtime_error.ts"
import type { Value } from "../../graph/value.ts"

/** Throws a `NotFinite` that names the tensor and its first element that is NaN or infinite. */
export const checkFinite = (name: string, { dtype, dims, data }: Value): void => {
  if (dtype !== "float32" && dtype !== "float64") return
  // x * 0 is NaN iff x is not finite, and NaN survives every sum: one branch for all elements.
  let [a, b] = [0, 0]
  const even = data.length & ~1
  for (let i = 0; i < even; i += 2) {
    a += data[i] * 0
    b += data[i + 1] * 0
  }
  if (even < data.length) a += data[even] * 0
  if (a + b === 0) return
  const at = data.findIndex((x: number) => !Number.isFinite(x))
  throw new NotFinite({
    tensor: name,
    message: `Cannot use output "${name}": element ${at} of (${dims.join(", ")}) is ${data[at]}`,
  })
}
