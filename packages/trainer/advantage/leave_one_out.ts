import { centered } from "./centered.ts"

/**
 * A_i = r_i - mean of the others' rewards = G / (G - 1) * (r_i - mean(r)): RLOO (arXiv 2402.14740). The baseline is
 * unbiased, because it does not depend on the completion that is compared with it.
 * @since 0.1.0
 */
export const leaveOneOut = (rewards: Float64Array): Float64Array => {
  const factor = rewards.length / Math.max(1, rewards.length - 1)
  return centered(rewards).map((value) => factor * value)
}
