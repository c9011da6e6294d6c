import { entropy, floats, selfCertainty as certainty } from "@rlif/rewards/formula"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { claim } from "../equivalence/claim.ts"
import { majorisingPairs, ofBoth, type Pair, temperatureFamilies } from "../equivalence/distributions.ts"
import { groups } from "../equivalence/groups.ts"
import { sameOrdering } from "../equivalence/same_ordering.ts"
import type { Theorem } from "./theorem.ts"

const sides = [ofBoth((p) => -entropy(floats)(p)), ofBoth((p) => certainty(floats)(p))] as const

/** By how much entropy rises or self-certainty falls from `flat` to `sharp`. */
const wrong = (flat: Pair["p"], sharp: Pair["p"]) =>
  Math.max(0, entropy(floats)(sharp) - entropy(floats)(flat), certainty(floats)(flat) - certainty(floats)(sharp))

/**
 * E6
 * @stability unstable
 * @since 0.1.0
 */
export const sharpeningIsOrderedAlike: Theorem = {
  id: "E6",
  name: "sharpening_is_ordered_alike",
  title:
    "Of two tokens, of one temperature family, or where one distribution majorises the other, -H and SC order alike.",
  formula:
    "p_b ~ exp(b z), 0 <= b < c: H(p_c) < H(p_b) and SC(p_b) < SC(p_c); p majorises q: H(p) <= H(q) and SC(q) <= SC(p)",
  hypotheses: [
    "V = 2, or z not constant and b >= 0, or p majorises q",
    "for strict inequality by majorisation: p and q differ in more than order",
  ],
  source:
    "Gibbs' inequality between members of the family; Karamata's inequality for x log x and -log x under majorisation",
  relation: "ordering",
  scope: ["all V"],
  proofs: [
    "sharpening_lowers_entropy",
    "sharpening_raises_self_certainty",
    "a_temperature_family_is_ordered_alike",
    "two_symbols_are_ordered_alike",
    "majorising_is_sharper",
    "transfers_are_flatter",
    "a_proper_transfer_is_strict",
  ],
  claims: [
    // Rewards are single precision.
    sameOrdering("the rewards, of two symbols and one token", groups({ vocabulary: [2, 2], tokens: 1 }), {
      sides: [selfCertainty(), tokenEntropy()],
      within: 1e-6,
    }),
    sameOrdering("a temperature family", temperatureFamilies(), { sides }),
    claim("colder is sharper by both", temperatureFamilies(), { of: ({ p, q }) => wrong(p, q), within: 1e-12 }),
    claim("majorising is sharper by both", majorisingPairs(), { of: ({ p, q }) => wrong(q, p), within: 1e-12 }),
    sameOrdering("majorisation, ties included", majorisingPairs(), { sides }),
  ],
}
