import { perRollout, type Reward } from "./reward.ts"

/**
 * A control without a preference: every completion earns the same, so every advantage is exactly 0.
 * @since 0.1.0
 */
export const constant = (value = 1): Reward<never, never, never, "completion"> =>
  perRollout("constant", [], () => value)
