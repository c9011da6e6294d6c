import { perRollout, type Reward } from "./reward.ts"

/**
 * Where lengths cost: from `maxTokens - margin` on, all of it at `maxTokens`.
 * @since 0.1.0
 */
export interface OverlongOptions {
  /** The longest completion, in tokens, as it is sampled. */
  readonly maxTokens: number
  /** The tokens before it in which the price rises. */
  readonly margin: number
}

/**
 * A price on length that rises: 0 up to `maxTokens - margin` tokens, then linearly to -1 at `maxTokens`, where sampling cuts.
 * To be added to another reward, so that a completion learns to end before it is cut (the soft overlong punishment of DAPO,
 * arXiv:2503.14476, equation 13).
 *
 * @example
 * ```ts
 * import { weighted } from "@rlif/rewards/combine"
 * import { overlong } from "@rlif/rewards/overlong"
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 *
 * weighted([[selfCertainty(), 1], [overlong({ maxTokens: 256, margin: 64 }), 1]]).needs.length // 1
 * ```
 *
 * @since 0.1.0
 */
export const overlong = (
  { maxTokens, margin }: OverlongOptions,
): Reward<never, never, never, "completion"> => {
  if (!(margin > 0 && margin <= maxTokens)) {
    throw new Error(
      `Cannot price the last ${margin} of ${maxTokens} tokens: the margin is above 0 and no longer than all`,
    )
  }
  return perRollout(
    "overlong",
    [],
    ({ tokens: { length } }) => -Math.min(1, Math.max(0, (length - (maxTokens - margin)) / margin)) + 0,
  )
}
