import type { Group } from "@rlif/core/sample/group"
import { entropy, floats, mean, selfCertainty as certainty, tokenMean } from "@rlif/rewards/formula"
import type { Reward } from "@rlif/rewards/reward"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { measured } from "../equivalence/claim.ts"
import { type Distribution, distributionPairs } from "../equivalence/distributions.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { everyCompletion } from "../equivalence/trees.ts"
import type { Theorem } from "./theorem.ts"

/** By completion: the distribution of each of its tokens. */
type Drawn = ReadonlyArray<ReadonlyArray<Distribution>>

/**
 * Two completions of two tokens, over two symbols.
 * @stability unstable
 * @since 0.1.0
 */
export const twoOfTwo: Arbitrary.Arbitrary<Drawn> = Arbitrary.map(
  Arbitrary.all([distributionPairs({ most: 2 }), distributionPairs({ most: 2 })]),
  (pairs) => pairs.map(({ p, q }) => [p, q]),
)

/** One completion of each, as a group. */
const asGroup = (drawn: Drawn): Group => {
  const groups = drawn.map(([p, q]) => {
    const last = { p: q, next: q.map(() => undefined) }
    return everyCompletion({ p, next: p.map(() => last) })
  })
  return { ...groups[0], rollouts: groups.map(({ rollouts }) => rollouts[0]) }
}

/**
 * A reward of completions that are given as their distributions.
 * @stability unstable
 * @since 0.1.0
 */
export const ofDrawn = <E>(reward: Reward<string, E>) =>
  Effect.succeed((drawn: Drawn) => Effect.map(reward.score([asGroup(drawn)]), ([{ total }]) => total))

/**
 * N2
 * @stability unstable
 * @since 0.1.0
 */
export const averagesOfTwoSymbolsDisagree: Theorem = {
  id: "N2",
  name: "averages_of_two_symbols_disagree",
  title:
    "Of two symbols -H and self-certainty order distributions alike, but not completions, by their means over tokens.",
  formula: "A = (.5, .99), B = (.88, .88): mean H(A) > mean H(B), but mean SC(A) > mean SC(B)",
  hypotheses: ["V = 2", "T = 2", "MEAN rewards; as both lengths are the same, SUM rewards disagree as well"],
  source: "the counterexample stated",
  relation: "ordering",
  scope: ["V = 2", "T = 2"],
  proofs: ["averages_of_two_symbols_disagree"],
  claims: [
    measured(
      "the proved example",
      Arbitrary.Constant<Drawn>([[[0.5, 0.5], [0.99, 0.01]], [[0.88, 0.12], [0.88, 0.12]]]),
      {
        // R_tok prefers B and R_sc A: by the smaller of the two gaps, which is positive where both hold.
        measure: Effect.all([ofDrawn(tokenEntropy()), ofDrawn(selfCertainty())]).pipe(
          Effect.map(([token, certain]) => (drawn) =>
            Effect.map(Effect.all([token(drawn), certain(drawn)]), ([[a, b], [c, d]]) => Math.min(b - a, c - d))
          ),
        ),
        apart: 0.005,
      },
    ),
    // Rewards are single precision.
    sameValue("token entropy is the formula", twoOfTwo, {
      sides: [ofDrawn(tokenEntropy()), (drawn) => drawn.map((ps) => tokenMean(floats)(ps.map(entropy(floats))))],
      within: 1e-6,
    }),
    sameValue("self-certainty is the formula", twoOfTwo, {
      sides: [ofDrawn(selfCertainty()), (drawn) => drawn.map((ps) => mean(floats)(ps.map(certainty(floats))))],
      within: 1e-6,
    }),
  ],
}
