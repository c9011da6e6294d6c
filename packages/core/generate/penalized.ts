import type { Float } from "../graph/dtype.ts"
import { div, mul } from "../graph/ops/arithmetic.ts"
import { less, lessEqual, not, where } from "../graph/ops/truth.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * Logits in which tokens that stand in the text already are less likely: `z / penalty` where z is above 0, `z penalty` elsewhere
 * (Keskar et al., 2019, arXiv:1909.05858, section 4.1). Logits z (R, V), seen (R, V) of 1 and 0 -> (R, V).
 */
export const penalized = <D extends Float>(z: Tensor<D>, seen: Tensor<D>, penalty: number): Tensor<D> =>
  where(not(lessEqual(seen, 0)), where(less(z, 0), mul(z, penalty), div(z, penalty)), z)
