import { logprob } from "@rlif/core/signals"
import { normalised } from "./normaliser.ts"
import { ofSignal } from "./of_signal.ts"
import type { Reward } from "./reward.ts"
import type { TemperatureMismatch } from "./reward_error.ts"

/**
 * Minus the perplexity of a completion, `-exp(-1/T sum_t log p_t(y_t))`, at most -1: it orders completions as the mean
 * log-probability does, and punishes the unlikely ones more.
 *
 * @since 0.1.0
 */
export const perplexity = (
  { temperature = 1 }: { readonly temperature?: number } = {},
): Reward<"logprob", TemperatureMismatch> =>
  ofSignal(logprob, { name: "perplexity", temperature, of: (values) => -Math.exp(-normalised(values, "mean")) })
