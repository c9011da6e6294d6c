import { entropy, floats, selfCertainty } from "@rlif/rewards/formula"
import { Arbitrary } from "effect"
import { claim } from "../equivalence/claim.ts"
import type { Theorem } from "./theorem.ts"

/** H(p) < H(q) and SC(p) < SC(q): by the smaller of the two gaps, which is positive where both hold. */
const gap = ([p, q]: readonly [ReadonlyArray<number>, ReadonlyArray<number>]): number =>
  Math.min(entropy(floats)(q) - entropy(floats)(p), selfCertainty(floats)(q) - selfCertainty(floats)(p))

/**
 * N1
 * @stability unstable
 * @since 0.1.0
 */
export const entropyAndSelfCertaintyDisagree: Theorem = {
  id: "N1",
  name: "entropy_and_self_certainty_disagree",
  title: "With three tokens, the distribution of lower entropy can be the one of lower self-certainty.",
  formula: "p = (2/3, 1/4, 1/12), q = (1/2, 4/9, 1/18): H(p) < H(q) and SC(p) < SC(q)",
  hypotheses: ["V >= 3"],
  source: "the counterexample stated",
  relation: "ordering",
  proofs: ["entropy_and_self_certainty_disagree"],
  claims: [
    claim("the proved example", Arbitrary.Constant([[2 / 3, 1 / 4, 1 / 12], [1 / 2, 4 / 9, 1 / 18]] as const), {
      of: gap,
      apart: 0.01,
    }),
    claim("another", Arbitrary.Constant([[0.8, 0.1, 0.1], [0.5, 0.499, 0.001]] as const), { of: gap, apart: 0.01 }),
  ],
}
