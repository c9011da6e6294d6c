import { reduceMean } from "../graph/ops/reduce.ts"
import { sortDescending } from "../graph/ops/rows.ts"
import { slice } from "../graph/ops/shape.ts"
import { vocabulary } from "./_vocabulary.ts"
import { type Signal, signal } from "./signal.ts"

/**
 * Mean log-probability of the k likeliest tokens, `1/k sum_{i <= k} log p_(i)`, below 0; of all where there are fewer. Minus it
 * is DeepConf's confidence of a token. Of tokens as likely as the k-th, the first have its gradient.
 *
 * @example
 * ```ts
 * import { topMean } from "@rlif/core/signals"
 *
 * topMean(20).name // "top_20_mean"
 * ```
 *
 * @since 0.1.0
 */
export const topMean = <const K extends number>(k: K): Signal<`top_${K}_mean`> => {
  if (!(Number.isSafeInteger(k) && k >= 1)) {
    throw new Error(`Cannot average over ${k} tokens: it is not a positive integer`)
  }
  return signal({
    name: `top_${k}_mean`,
    reads: ["logprobs"],
    unit: "nats",
    source: "Fu et al. 2025, arXiv:2508.15260",
    of: ({ logprobs }) =>
      reduceMean(slice(sortDescending(logprobs), -1, { end: Math.min(k, vocabulary(logprobs)) }), -1),
  })
}
