import type { Float } from "@rlif/core/graph/dtype"
import { add, div, exp, less, mul, neg, reciprocal, scalar, sqrt, sub, where } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { Optimizer } from "./optimizer.ts"

/**
 * The constants of AdamW.
 * @since 0.1.0
 */
export interface AdamW {
  /** How much of the gradient's running mean stays at each step. */
  readonly beta1: number
  /** How much of the squared gradient's running mean stays at each step. */
  readonly beta2: number
  /** Added to the root of the squared gradient's running mean. */
  readonly epsilon: number
  /** The fraction of each parameter, norms and biases too, that a step takes away, times the learning rate. */
  readonly decay: number
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019, arXiv:1711.05101), as PyTorch computes it:
 *
 * ```text
 * m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
 * p = p (1 - rate decay) - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * ```
 * @since 0.1.0
 */
export const adamw = (options: Partial<AdamW> = {}): Optimizer => {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 } = options
  return {
    slots: [{ name: "mean", init: 0 }, { name: "square", init: 0 }],
    update: ({ parameter, gradient, slots, step, learningRate }) => {
      const mean = add(mul(slots.mean, beta1), mul(gradient, 1 - beta1))
      const square = add(mul(slots.square, beta2), mul(mul(gradient, gradient), 1 - beta2))
      // The step's scalars first, so that each element takes as few operations as possible.
      const rate = div(learningRate, complement(beta1, step))
      const scale = reciprocal(sqrt(complement(beta2, step)))
      const change = div(mul(mean, rate), add(mul(sqrt(square), scale), epsilon))
      const kept = decay === 0 ? parameter : mul(parameter, sub(scalar(1, step.dtype), mul(learningRate, decay)))
      return { parameter: sub(kept, change), slots: { mean, square } }
    },
  }
}

// 1 - beta^t = -(e^x - 1), x = t ln beta. Near 0 by its series: in float32 the difference loses half its digits there.
const complement = (beta: number, step: Tensor<Float>): Tensor<Float> => {
  const x = mul(step, Math.log(beta))
  let series = add(div(x, 9), 1)
  for (let k = 8; k > 1; k--) series = add(mul(div(x, k), series), 1)
  return where(less(x, -0.5), sub(scalar(1, step.dtype), exp(x)), neg(mul(x, series)))
}
