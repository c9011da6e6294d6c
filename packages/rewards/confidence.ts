import { topMean } from "@rlif/core/signals"
import { normalised } from "./normaliser.ts"
import { ofSignal } from "./of_signal.ts"
import type { Reward } from "./reward.ts"
import type { TemperatureMismatch } from "./reward_error.ts"

/**
 * How a confidence is taken: over how many tokens, of the k likeliest, at which temperature.
 * @since 0.1.0
 */
export interface ConfidenceOptions<K extends number> {
  /** Default 2048, the paper's; a shorter completion is one window. */
  readonly tokens?: number
  /** Default 20. */
  readonly k?: K
  readonly temperature?: number
}

/**
 * Tail confidence, the mean over the last tokens of `C_t = -1/k sum_{i <= k} log p_(i)`; Fu et al. 2025 (DeepConf),
 * arXiv:2508.15260.
 *
 * @example
 * ```ts
 * import { tailConfidence } from "@rlif/rewards/confidence"
 *
 * tailConfidence().needs.map(({ name }) => name) // ["top_20_mean"]
 * ```
 *
 * @since 0.1.0
 */
export const tailConfidence = <const K extends number = 20>(
  { tokens = 2048, k = 20 as K, temperature = 1 }: ConfidenceOptions<K> = {},
): Reward<`top_${K}_mean`, TemperatureMismatch> => {
  checkTokens(tokens)
  return ofSignal(topMean(k), {
    name: "tail_confidence",
    temperature,
    of: (values) => -normalised(values.slice(-tokens), "mean"),
  })
}

/**
 * Lowest-window confidence, the smallest mean of `C_t` over so many tokens in a row: one doubtful passage decides; Fu et
 * al. 2025 (DeepConf), arXiv:2508.15260.
 *
 * @since 0.1.0
 */
export const lowestConfidence = <const K extends number = 20>(
  { tokens = 2048, k = 20 as K, temperature = 1 }: ConfidenceOptions<K> = {},
): Reward<`top_${K}_mean`, TemperatureMismatch> => {
  checkTokens(tokens)
  return ofSignal(topMean(k), {
    name: "lowest_confidence",
    temperature,
    of: (values) => {
      const width = Math.min(tokens, values.length)
      let sum = normalised(values.subarray(0, width), "sum")
      let most = sum
      for (let t = width; t < values.length; t++) {
        sum += values[t] - values[t - width]
        most = Math.max(most, sum)
      }
      return -most / width
    },
  })
}

const checkTokens = (tokens: number): void => {
  if (Number.isInteger(tokens) && tokens >= 1) return
  throw new Error(`Cannot take the confidence of ${tokens} tokens: it is not a positive integer`)
}
