import type { Float } from "@rlif/core/graph/dtype"
import { equal, where } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"

/** `x` at completion tokens, 0 in the padding, whatever stands there, NaN included. x and mask (R, T) -> (R, T). */
export const masked = (x: Tensor<Float>, mask: Tensor<Float>): Tensor<Float> => where(equal(mask, 1), x, 0)
