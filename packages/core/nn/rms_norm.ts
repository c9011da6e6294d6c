import type { Float } from "../graph/dtype.ts"
import { rmsNorm as op } from "../graph/ops/fused.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * `w x / sqrt(mean(x^2) + epsilon)` along the last axis; x (..., C), weight [C] -> (..., C).
 * @since 0.1.0
 */
export const rmsNorm = <D extends Float>(
  { weight }: { readonly weight: Tensor<D> },
  x: Tensor<D>,
  epsilon: number,
): Tensor<D> => op(x, weight, epsilon)
