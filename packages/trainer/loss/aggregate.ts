import type { Float } from "@rlif/core/graph/dtype"
import type { Tensor } from "@rlif/core/graph/tensor"

/**
 * The inputs of an aggregation beside the losses: the mask, and the sizes to divide by.
 * @since 0.1.0
 */
export interface Sizes {
  /** (R, T): 1 at completion tokens, 0 in the padding. */
  readonly mask: Tensor<Float>
  /** (R, 1): completion lengths, 0 for an absent row. */
  readonly lengths: Tensor<Float>
  /** Scalar: completion tokens in the WHOLE batch, so that parts of the batch add up exactly. */
  readonly tokens: Tensor<Float>
  /** Scalar: completions in the whole batch. */
  readonly sequences: Tensor<Float>
}

/**
 * How the losses of tokens (R, T) become one number.
 * @since 0.1.0
 */
export type Aggregate = (x: Tensor<Float>, sizes: Sizes) => Tensor<Float>
