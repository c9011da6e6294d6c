import { entropy } from "@rlif/core/signals"
import { normalised } from "./normaliser.ts"
import { ofSignal } from "./of_signal.ts"
import type { Reward } from "./reward.ts"
import type { TemperatureMismatch } from "./reward_error.ts"

/**
 * Minus the mean entropy of a completion's most uncertain tokens, a fifth of them (rounded up) by default: where it could
 * have gone another way; Wang et al. 2025, arXiv:2506.01939. Throws where the share is none.
 *
 * @since 0.1.0
 */
export const forkEntropy = (
  { share = 0.2, temperature = 1 }: { readonly share?: number; readonly temperature?: number } = {},
): Reward<"entropy", TemperatureMismatch> => {
  if (!(share > 0 && share <= 1)) {
    throw new Error(`Cannot reward a share of ${share} of the tokens: it is not above 0 and up to 1`)
  }
  return ofSignal(entropy, {
    name: "fork_entropy",
    temperature,
    of: (values) => -normalised(values.toSorted((a, b) => b - a).subarray(0, Math.ceil(share * values.length)), "mean"),
  })
}
