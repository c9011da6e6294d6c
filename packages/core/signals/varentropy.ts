import { add, mul } from "../graph/ops/arithmetic.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { exp, neg } from "../graph/ops/unary.ts"
import { signal } from "./signal.ts"

/**
 * Varentropy, the variance of the surprise, `sum p (-log p - H)^2`, at least 0; 0 where all possible tokens are as likely.
 *
 * @since 0.1.0
 */
export const varentropy = signal({
  name: "varentropy",
  reads: ["logprobs"],
  unit: "nats squared",
  source: "Kontoyiannis and Verdu 2013, arXiv:1212.2668",
  of: ({ logprobs }) => {
    // Squared last: a square of what an impossible token has is infinite, and that times p no number.
    const root = exp(mul(logprobs, 0.5)) // (M, V): sqrt p
    const entropy = neg(reduceSum(mul(mul(root, root), logprobs), -1, { keepDims: true })) // (M, 1)
    const part = mul(root, add(logprobs, entropy)) // (M, V)
    return reduceSum(mul(part, part), -1)
  },
})
