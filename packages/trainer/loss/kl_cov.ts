import { abs, add, exp, mul, neg, sub } from "@rlif/core/graph/ops"
import { byRollout, checkShare, covariances, ranking } from "./_tokens.ts"
import { tokenColumn } from "./column.ts"
import type { Loss } from "./loss.ts"

/**
 * KL-Cov, `-r A + weight |log p - log p_old|` where a token is among the `share` of the batch whose log-probability and
 * advantage go together most, and `-r A` elsewhere, `r = p / p_old`: what would make the policy collapse is held where it
 * was. At least one token is held. Cui et al. 2025, arXiv:2505.22617, section 4.2.
 *
 * @since 0.1.0
 */
export const klCov = (
  { share = 2e-4, weight = 1 }: { readonly share?: number; readonly weight?: number } = {},
): Loss<"old" | "advantage" | "klCov"> => {
  checkShare(share)
  const held = tokenColumn({
    name: "klCov",
    signals: [],
    of: (batch) => {
      const values = covariances(batch)
      const mask = new Float32Array(values.length)
      for (const i of ranking(values).slice(0, Math.max(1, Math.floor(share * values.length)))) mask[i] = 1
      return byRollout(batch, mask)
    },
  })
  return {
    needs: ["old", "advantage", held],
    of: ({ logprob, old, advantage, klCov }) => {
      const change = sub(logprob, old)
      return add(neg(mul(exp(change), advantage)), mul(mul(klCov, weight), abs(change)))
    },
    metrics: ({ klCov }) => ({ kl_cov: klCov }),
  }
}
