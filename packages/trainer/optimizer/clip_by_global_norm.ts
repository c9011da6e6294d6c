import { add, div, minimum, mul, scalar } from "@rlif/core/graph/ops"
import type { Transform } from "./optimizer.ts"

/**
 * Scales gradients by `min(1, max / (norm + 1e-6))`, the norm taken over all parameters together.
 * @since 0.1.0
 */
export const clipByGlobalNorm = (max: number): Transform => (update) => {
  const { gradient, gradNorm } = update
  const scale = minimum(
    div(scalar(max, gradNorm.dtype), add(gradNorm, 1e-6)),
    1,
  )
  return {
    ...update,
    gradient: mul(gradient, scale),
    gradNorm: mul(gradNorm, scale),
  }
}
