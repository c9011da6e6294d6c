import { add, mul, sub } from "@rlif/core/graph/ops"
import type { Optimizer } from "./optimizer.ts"

/**
 * Gradient descent: `p - rate g`, or with momentum `v = momentum v + g` and `p - rate v`. No weight decay.
 * @since 0.1.0
 */
export const sgd = (options: { readonly momentum?: number } = {}): Optimizer => {
  const { momentum = 0 } = options
  if (momentum === 0) {
    return {
      slots: [],
      update: ({ parameter, gradient, learningRate }) => ({
        parameter: sub(parameter, mul(gradient, learningRate)),
        slots: {},
      }),
    }
  }
  return {
    slots: [{ name: "velocity", init: 0 }],
    update: ({ parameter, gradient, learningRate, slots }) => {
      const velocity = add(mul(slots.velocity, momentum), gradient)
      return { parameter: sub(parameter, mul(velocity, learningRate)), slots: { velocity } }
    },
  }
}
