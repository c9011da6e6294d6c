import { tokenLogprob } from "../graph/ops/fused.ts"
import { signal } from "./signal.ts"

/**
 * Log-probability of the token that stands there, `log p(y)`, at most 0.
 *
 * @since 0.1.0
 */
export const logprob = signal({
  name: "logprob",
  reads: ["logits", "chosen"],
  unit: "nats",
  source: "the definition",
  of: ({ logits, chosen }) => tokenLogprob(logits, chosen),
})
