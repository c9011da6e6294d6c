import { exp, mul, neg, sub } from "@rlif/core/graph/ops"
import { random, type Seed, seed as mix } from "@rlif/core/random/seed"
import { byRollout, checkShare, covariances } from "./_tokens.ts"
import { tokenColumn } from "./column.ts"
import type { Loss } from "./loss.ts"

/**
 * Clip-Cov, `-r A` with `r = p / p_old`, but 0 at a few tokens: `share` of the batch, at least one where there is any,
 * drawn among those whose log-probability and advantage go together between `low` and `high`. Their updates cost most
 * entropy. Cui et al. 2025, arXiv:2505.22617, section 4.1. The draw follows from the seed and the batch's version.
 *
 * @since 0.1.0
 */
export const clipCov = (
  { seed, share = 2e-4, low = 1, high = 5 }: {
    readonly seed: Seed
    readonly share?: number
    readonly low?: number
    readonly high?: number
  },
): Loss<"old" | "advantage" | "clipCov"> => {
  checkShare(share)
  const kept = tokenColumn({
    name: "clipCov",
    signals: [],
    of: (batch) => {
      const values = covariances(batch)
      const left = Array.from(values.keys()).filter((i) => values[i] > low && values[i] < high)
      const { integer } = random(mix(seed, "clip-cov", ...batch.map(({ group }) => group.version)))
      const mask = new Float32Array(values.length).fill(1)
      const count = Math.min(left.length, Math.max(1, Math.floor(share * values.length)))
      for (let n = 0; n < count; n++) mask[left.splice(integer(left.length), 1)[0]] = 0
      return byRollout(batch, mask)
    },
  })
  return {
    needs: ["old", "advantage", kept],
    of: ({ logprob, old, advantage, clipCov }) => neg(mul(clipCov, mul(exp(sub(logprob, old)), advantage))),
    metrics: ({ clipCov }) => ({ clip_cov: sub(1, clipCov) }),
  }
}
