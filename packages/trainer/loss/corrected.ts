import { mul, sub } from "@rlif/core/graph/ops"
import { checkCap, type Correction, importance } from "./_importance.ts"
import type { Loss, LossBatch } from "./loss.ts"

export type { Correction } from "./_importance.ts"

/**
 * A loss times importance weights, for completions that other weights sampled than those that learn: `w = p / p_old` as a
 * constant without gradient, truncated at a cap (IMPALA's, Espeholt et al. 2018, arXiv:1802.01561, section 4.1) or masked beyond
 * it. For losses without a ratio of their own, such as `reinforce`, whose gradient it makes that of the weights that learn; what
 * the cap holds back is the price of a bounded variance. On-policy all weights are 1.
 *
 * @example
 * ```ts
 * import { corrected } from "@rlif/trainer/loss/corrected"
 * import { reinforce } from "@rlif/trainer/loss/reinforce"
 *
 * const loss = corrected(reinforce, { per: "completion", cap: 4, beyond: "mask" })
 * loss.needs // ["advantage", "old"]
 * ```
 *
 * @since 0.1.0
 */
export const corrected = <C extends string, S extends string = never>(
  loss: Loss<C, S>,
  options: Correction = {},
): Loss<C | "old", S> => {
  checkCap(options)
  const needs = loss.needs.includes("old" as C) ? loss.needs : [...loss.needs, "old" as const]
  return {
    ...loss,
    needs,
    of: (batch) => {
      const { logprob, old, mask } = batch as LossBatch<"old">
      return mul(loss.of(batch), importance(sub(logprob, old), { mask }, options))
    },
  }
}
