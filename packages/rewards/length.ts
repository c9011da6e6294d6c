import { perRollout, type Reward } from "./reward.ts"

/**
 * The number of tokens of the completion, its end token included. With a small negative weight, a price on length.
 * @since 0.1.0
 */
export const length: Reward<never, never, never, "completion"> = perRollout("length", [], ({ tokens }) => tokens.length)
