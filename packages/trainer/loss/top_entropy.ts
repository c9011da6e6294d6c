import { entropy } from "@rlif/core/signals"
import { byRollout, checkShare, ranking } from "./_tokens.ts"
import { type TokenColumn, tokenColumn } from "./column.ts"

/**
 * 1 at the tokens of the batch that were sampled with the highest entropies, 0 elsewhere: the fifth of them that Wang et
 * al. 2025 (arXiv:2506.01939) learn from, `[H_t >= tau]` with tau the entropy of the last of that share. Tokens that tie
 * with it are in. Throws where the share is none.
 *
 * @example
 * ```ts
 * import { clipped } from "@rlif/trainer/loss/clipped"
 * import { topEntropy } from "@rlif/trainer/loss/top-entropy"
 * import { weighing } from "@rlif/trainer/loss/weighing"
 *
 * // A stream that was not sampled with the entropy does not compile with it.
 * const loss = weighing(topEntropy(), clipped({ high: 0.28 }))
 * loss.needs.length // 3
 * ```
 *
 * @since 0.1.0
 */
export const topEntropy = (
  { share = 0.2 }: { readonly share?: number } = {},
): TokenColumn<"topEntropy", "entropy"> => {
  checkShare(share)
  return tokenColumn({
    name: "topEntropy",
    signals: [entropy],
    of: (batch) => {
      const values = batch.flatMap(({ group }) => group.rollouts.flatMap(({ signals }) => [...signals.entropy]))
      const order = ranking(values)
      const threshold = values[order[Math.ceil(share * values.length) - 1]]
      return byRollout(batch, Float32Array.from(values, (h) => (h >= threshold ? 1 : 0)))
    },
  })
}
