import { mean } from "./_mean.ts"
import type { Advantage } from "./advantage.ts"
import { centered } from "./centered.ts"
import { isConstant } from "./is_constant.ts"

/**
 * A_i = (r_i - mean(r)) / (std(r) + eps), std with divisor G - 1: GRPO (arXiv 2402.03300). The default eps is verl's, on
 * which the paper trains; TRL's is 1e-4. For a > 0 and eps = 0 the rewards a r + b have the advantages of r; with an eps
 * they have those of r at eps / a, so rewards that hardly differ count for less.
 *
 * @example
 * ```ts
 * import { standardized } from "@rlif/trainer/advantage/standardized"
 * standardized({ eps: 0 })(Float64Array.of(0, 1)) // [-0.7071, 0.7071]
 * standardized()(Float64Array.of(0.1, 0.1, 0.1)) // [0, 0, 0]
 * ```
 *
 * @since 0.1.0
 */
export const standardized = ({ eps = 1e-6 }: { readonly eps?: number } = {}): Advantage => (rewards) => {
  const deviations = centered(rewards)
  if (isConstant(rewards)) return deviations
  const variance = mean(deviations.map((d) => d * d)) * rewards.length / (rewards.length - 1)
  // Deviations so small that their squares vanish: without eps the quotient would be infinite.
  const spread = Math.sqrt(variance) + eps
  return spread > 0 ? deviations.map((d) => d / spread) : new Float64Array(rewards.length)
}
