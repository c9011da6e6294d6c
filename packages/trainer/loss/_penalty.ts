import type { Float } from "@rlif/core/graph/dtype"
import { sub } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { Loss } from "./loss.ts"

/** A function of `d = log p_ref - log p` at the sampled token, reported as `kl`. */
export const penalty = (of: (d: Tensor<Float>) => Tensor<Float>): Loss<"reference"> => ({
  needs: ["reference"],
  of: ({ reference, logprob }) => of(sub(reference, logprob)),
  metrics: ({ reference, logprob }) => ({ kl: of(sub(reference, logprob)) }),
})
