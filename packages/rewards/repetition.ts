import { perRollout, type Reward } from "./reward.ts"

/**
 * The share of a completion's n-grams of tokens that occurred earlier in the completion: 1 - distinct / all, in [0, 1), or
 * 0 for a completion shorter than n. A negative weight is a price on loops, which confident models fall into.
 *
 * @example
 * ```ts
 * import { weighted } from "@rlif/rewards/combine"
 * import { repetition } from "@rlif/rewards/repetition"
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 *
 * weighted([[selfCertainty(), 1], [repetition(), -0.1]]).needs.map(({ name }) => name) // ["selfCertainty"]
 * ```
 *
 * @since 0.1.0
 */
export const repetition = ({ n = 4 }: { readonly n?: number } = {}): Reward<never, never, never, "completion"> =>
  perRollout("repetition", [], ({ tokens }) => {
    const all = Math.max(0, tokens.length - n + 1)
    const distinct = new Set<string>()
    for (let t = 0; t < all; t++) distinct.add(tokens.subarray(t, t + n).join())
    return all === 0 ? 0 : 1 - distinct.size / all
  })
