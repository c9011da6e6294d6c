import type { Float } from "../graph/dtype.ts"
import { div } from "../graph/ops/arithmetic.ts"
import { logSoftmax } from "../graph/ops/fused.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * The arrays that a signal may read of M tokens, under `p = softmax(z / temperature)` before any top-k or top-p.
 *
 * @since 0.1.0
 */
export interface Position<D extends Float = "float32"> {
  /** (M, V): z / temperature. */
  readonly logits: Tensor<D>
  /** (M, V): log p, which is finite for finite logits. */
  readonly logprobs: Tensor<D>
  /** (M): the token that stands there. */
  readonly chosen: Tensor<"int32">
}

/**
 * The positions of logits (M, V), which have no temperature yet, and of the tokens (M) that stand there. Log-probabilities
 * are one tensor for all signals, made when the first reads them.
 *
 * @since 0.1.0
 */
export const positionOf = <D extends Float>(
  { logits, targets }: { readonly logits: Tensor<D>; readonly targets: Tensor<"int32"> },
  temperature: number,
): Position<D> => {
  const z = temperature === 1 ? logits : div(logits, temperature) // (M, V)
  let logprobs: Tensor<D> | undefined
  return {
    logits: z,
    get logprobs() {
      return logprobs ??= logSoftmax(z)
    },
    chosen: targets,
  }
}
