import { sub } from "../graph/ops/arithmetic.ts"
import { reduceMean } from "../graph/ops/reduce.ts"
import { neg } from "../graph/ops/unary.ts"
import { vocabulary } from "./_vocabulary.ts"
import { signal } from "./signal.ts"

/**
 * Self-certainty, `KL(U || p) = -mean(log p) - log V = logsumexp(z) - mean(z) - log V`, at least 0; Kang et al. 2025,
 * arXiv:2502.18581.
 *
 * @since 0.1.0
 */
export const selfCertainty = signal({
  name: "selfCertainty",
  reads: ["logprobs"],
  unit: "nats",
  source: "Kang et al. 2025, arXiv:2502.18581",
  of: ({ logprobs }) => sub(neg(reduceMean(logprobs, -1)), Math.log(vocabulary(logprobs))),
})
