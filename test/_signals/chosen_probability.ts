import { exp, pick } from "@rlif/core/graph/ops"
import { signal } from "@rlif/core/signals"

/** Probability of the token that stands there. */
export const chosenProbability = signal({
  name: "chosenProbability",
  reads: ["logprobs", "chosen"],
  unit: "probability",
  source: "the definition",
  of: ({ logprobs, chosen }) => exp(pick(logprobs, chosen)),
})
