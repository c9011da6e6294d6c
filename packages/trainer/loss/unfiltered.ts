import { mul } from "@rlif/core/graph/ops"
import { tokenColumn } from "./column.ts"
import { checkCap, type Correction, importance } from "./_importance.ts"
import type { Loss, LossBatch } from "./loss.ts"

/**
 * `log p_old - log q` of each token, nats: its log-probability under the whole distribution minus that under the one that it was
 * drawn from. 0 where the two are the same.
 * @since 0.1.0
 */
export const filtering = tokenColumn({
  name: "filtering",
  signals: [],
  of: (batch) =>
    batch.map(({ group }) =>
      group.rollouts.map(({ signals: { logprob }, drawn }) =>
        drawn === undefined ? new Float32Array(logprob.length) : logprob.map((x, t) => x - drawn[t])
      )
    ),
})

/**
 * A loss of completions that were not drawn from the distribution that learns: with top-k, top-p, min-p or a repetition penalty, or
 * at another temperature than the loss's. Each token's loss counts `w = p_old / q` times, a constant without gradient, `q` what the
 * token was drawn from: by importance sampling its mean is that over the whole distribution, but for the tokens that a filter
 * never lets through. A ratio inside the loss stays that of updates alone, `p / p_old`, so that a clip holds what learning moves and
 * not what the filter does. `per: "completion"` weighs by the product over a completion's tokens, which allows for what came
 * before a token as well, at a price in variance. `update` refuses losses of sampled completions without it.
 *
 * @example
 * ```ts
 * import { clipped } from "@rlif/trainer/loss/clipped"
 * import { unfiltered } from "@rlif/trainer/loss/unfiltered"
 *
 * const loss = unfiltered(clipped(), { cap: 4 })
 * loss.needs.length // 3: old, advantage, and how tokens were drawn
 * ```
 *
 * @since 0.1.0
 */
export const unfiltered = <C extends string, S extends string = never>(
  loss: Loss<C, S>,
  options: Correction = {},
): Loss<C | "filtering", S> => {
  checkCap(options)
  return {
    ...loss,
    needs: [...loss.needs, filtering],
    of: (batch) => {
      const { filtering, mask } = batch as LossBatch<"filtering">
      return mul(loss.of(batch), importance(filtering, { mask }, options))
    },
    metrics: (batch) => {
      const { filtering, mask } = batch as LossBatch<"filtering">
      return { ...loss.metrics?.(batch), "sampling/filter_weight": importance(filtering, { mask }, options) }
    },
  }
}
