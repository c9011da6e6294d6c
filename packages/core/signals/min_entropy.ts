import { reduceMax } from "../graph/ops/reduce.ts"
import { neg } from "../graph/ops/unary.ts"
import { signal } from "./signal.ts"

/**
 * Min-entropy, `H_inf(p) = -log max p`, between 0 and log V; tokens that are likeliest together share its gradient.
 *
 * @since 0.1.0
 */
export const minEntropy = signal({
  name: "minEntropy",
  reads: ["logprobs"],
  unit: "nats",
  source: "Renyi 1961",
  of: ({ logprobs }) => neg(reduceMax(logprobs, -1)),
})
