import { div, mul, reduceSum } from "@rlif/core/graph/ops"
import type { Float } from "@rlif/core/graph/dtype"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { Loss } from "../loss/loss.ts"

/**
 * A penalty of whole completions: of `d = sum_t log p_ref(y_t) - log p(y_t)` instead of each token's, spread over the
 * tokens so that their sum is the penalty of the sum.
 */
export const summed = (penalty: Loss<"reference">): Loss<"reference"> => ({
  needs: ["reference"],
  of: (batch) => {
    const { mask, lengths, reference, logprob } = batch
    const over = (x: Tensor<Float>) => reduceSum(mul(mask, x), -1, { keepDims: true }) // (R, T) -> (R, 1)
    const whole = penalty.of({ ...batch, reference: over(reference), logprob: over(logprob) }) // (R, 1)
    return mul(mask, div(whole, lengths))
  },
})
