import type { Reward } from "@rlif/rewards/reward"
import { floats, selfCertainty as certainty } from "@rlif/rewards/formula"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Effect from "effect/Effect"
import type { Measured } from "../equivalence/measured.ts"
import { type PaddedGroup, paddedGroups } from "../equivalence/padded_groups.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Theorem } from "./theorem.ts"

const cases = paddedGroups()

/**
 * The reward of each completion as it is.
 * @stability unstable
 * @since 0.1.0
 */
export const before = <E>(reward: Reward<string, E>): Measured<PaddedGroup, E> => scored(reward, ({ group }) => group)

/**
 * And with the padding.
 * @stability unstable
 * @since 0.1.0
 */
export const after = <E>(reward: Reward<string, E>): Measured<PaddedGroup, E> => scored(reward, ({ padded }) => padded)

const scored = <E>(
  reward: Reward<string, E>,
  which: (at: PaddedGroup) => PaddedGroup["padded"],
): Measured<PaddedGroup, E> =>
  Effect.succeed((at: PaddedGroup) => Effect.map(reward.score([which(at)]), ([{ total }]) => total))

/** `from(r, n, k, s)` of each completion: its reward unpadded, its length, and the padding's length and self-certainty. */
const expected = <E>(
  reward: Reward<string, E>,
  from: (r: number, at: { readonly n: number; readonly k: number; readonly s: number }) => number,
): Measured<PaddedGroup, E> =>
  Effect.map(before(reward), (score) => (at: PaddedGroup) =>
    Effect.map(score(at), (total) => {
      const s = certainty(floats)(at.padding[0].p)
      return Array.from(total, (r, i) => from(r, { n: at.group.paths[i].length, k: at.k, s }))
    }))

const sums = { token: tokenEntropy({ normaliser: "sum" }), trajectory: trajectoryEntropy() }
/** Padding is almost certain: its tokens have up to 1e-6 nats each, beside which completions may have as few. */
const nat = 1
const means = { token: tokenEntropy(), trajectory: trajectoryEntropy({ normaliser: "mean" }) }

/**
 * N6
 * @stability unstable
 * @since 0.1.0
 */
export const certainTokensMoveMeans: Theorem = {
  id: "N6",
  name: "certain_tokens_move_means",
  title:
    "Length bias: tokens that are certain leave the sums of -H and log p, lift their means towards 0, and take over self-certainty.",
  formula:
    "k tokens with H = log p = 0, SC = s: mean -> sum / (n + k); mean SC -> s as k grows; sum SC + k s, unbounded",
  hypotheses: ["k certain tokens are appended", "the sums of -H and log p are below 0", "s > 0"],
  source: "arithmetic of means",
  relation: "bound",
  scope: ["all T"],
  proofs: [
    "padding_leaves_sums",
    "padding_lifts_means",
    "padding_takes_the_mean_over",
    "padding_grows_the_sum",
    "certain_tokens_exist",
    "almost_certain_tokens_hardly_move_sums",
    "padding_weighs_in",
    "padding_grows_the_sum_by_its_least",
  ],
  claims: [
    ...Object.entries(sums).map(([name, reward]) =>
      sameValue(`the sum of the ${name} reward stays`, cases, {
        sides: [after(reward), before(reward)],
        within: 1e-5,
        scale: nat,
      })
    ),
    ...Object.entries(means).map(([name, reward]) =>
      sameValue(`the mean of the ${name} reward is lifted towards 0`, cases, {
        sides: [after(reward), expected(reward, (r, { n, k }) => r * n / (n + k))],
        within: 1e-5,
        scale: nat,
      })
    ),
    sameValue("mean self-certainty moves towards the padding's", cases, {
      sides: [after(selfCertainty()), expected(selfCertainty(), (r, { n, k, s }) => (r * n + k * s) / (n + k))],
      within: 1e-5,
    }),
    sameValue("the sum of self-certainty grows with the padding", cases, {
      sides: [
        after(selfCertainty({ normaliser: "sum" })),
        expected(selfCertainty({ normaliser: "sum" }), (r, { k, s }) => r + k * s),
      ],
      within: 1e-5,
    }),
  ],
}
