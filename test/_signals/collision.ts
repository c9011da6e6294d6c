import { exp, log, mul, neg, reduceSum } from "@rlif/core/graph/ops"
import { signal } from "@rlif/core/signals"

/** Collision entropy, -log sum p^2. */
export const collision = signal({
  name: "collision",
  reads: ["logprobs"],
  unit: "nats",
  source: "Renyi 1961",
  of: ({ logprobs }) => neg(log(reduceSum(exp(mul(logprobs, 2)), -1))),
})
