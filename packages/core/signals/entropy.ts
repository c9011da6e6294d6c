import { mul } from "../graph/ops/arithmetic.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { exp, neg } from "../graph/ops/unary.ts"
import { signal } from "./signal.ts"

/**
 * Entropy, `H(p) = -sum p log p`, between 0 and log V; a one-hot p has 0.
 *
 * @since 0.1.0
 */
export const entropy = signal({
  name: "entropy",
  reads: ["logprobs"],
  unit: "nats",
  source: "Shannon 1948",
  of: ({ logprobs }) => neg(reduceSum(mul(exp(logprobs), logprobs), -1)),
})
