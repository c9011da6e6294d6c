import type { Float } from "../graph/dtype.ts"
import { div, mul, sub } from "../graph/ops/arithmetic.ts"
import { logSoftmax, tokenLogprob } from "../graph/ops/fused.ts"
import { reduceMean, reduceSum } from "../graph/ops/reduce.ts"
import { exp, neg } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * One number a token for each signal, (M) each, in nats; all are differentiable.
 * @since 0.1.0
 */
export interface TokenSignals<D extends Float = "float32"> {
  readonly logprob: Tensor<D>
  readonly entropy: Tensor<D>
  readonly selfCertainty: Tensor<D>
}

/**
 * The inputs of `tokenSignals`.
 * @since 0.1.0
 */
export interface TokenSignalsInput<D extends Float = "float32"> {
  /** (M, V): logits before any temperature. */
  readonly logits: Tensor<D>
  /** (M): the tokens y whose log-probability is taken. */
  readonly targets: Tensor<"int32">
}

/**
 * The signals of each token under `p = softmax(z / temperature)`:
 * - `logprob = log p(y)`,
 * - `entropy = -sum p log p`, between 0 and log V,
 * - `selfCertainty = KL(U || p) = logsumexp(z) - mean(z) - log V`, at least 0; Kang et al. 2025, arXiv:2502.18581.
 *
 * All three are computed from `log p`, which is finite for finite logits, so that a one-hot p has entropy 0.
 * @since 0.1.0
 */
export const tokenSignals = <D extends Float>(
  { logits, targets }: TokenSignalsInput<D>,
  temperature: number,
): TokenSignals<D> => {
  const z = temperature === 1 ? logits : div(logits, temperature) // (M, V)
  const logp = logSoftmax(z)
  return {
    logprob: tokenLogprob(z, targets),
    entropy: neg(reduceSum(mul(exp(logp), logp), -1)),
    // mean(log p) = mean(z) - logsumexp(z)
    selfCertainty: sub(neg(reduceMean(logp, -1)), Math.log(vocabulary(logits))),
  }
}

const vocabulary = ({ shape }: Tensor): number => {
  const v = shape[shape.length - 1]
  if (typeof v !== "number") {
    throw new Error(`Cannot build tokenSignals: the vocabulary is of unknown size "${v}"`)
  }
  return v
}
