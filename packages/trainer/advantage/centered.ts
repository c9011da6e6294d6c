import { mean } from "./_mean.ts"
import { isConstant } from "./is_constant.ts"

/**
 * A_i = r_i - mean(r): Dr. GRPO (arXiv 2503.20783), which does not divide by the spread of the group.
 * @since 0.1.0
 */
export const centered = (rewards: Float64Array): Float64Array => {
  if (isConstant(rewards)) return new Float64Array(rewards.length)
  const center = mean(rewards)
  return rewards.map((reward) => reward - center)
}
