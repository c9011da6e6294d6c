import { entropy, floats, selfCertainty } from "@rlif/rewards/formula"
import * as Arbitrary from "effect/Arbitrary"
import { claim } from "../equivalence/claim.ts"
import type { Theorem } from "./theorem.ts"

/** H(p) < H(q) and SC(p) < SC(q): by the smaller of the two gaps, which is positive where both hold. */
const gap = ([p, q]: readonly [ReadonlyArray<number>, ReadonlyArray<number>]): number =>
  Math.min(entropy(floats)(q) - entropy(floats)(p), selfCertainty(floats)(q) - selfCertainty(floats)(p))

const proved = [[2 / 3, 1 / 4, 1 / 12], [1 / 2, 4 / 9, 1 / 18]] as const

/** With as many symbols as make `v` in all, each of them as likely as in the uniform distribution. */
const beside = (p: ReadonlyArray<number>, v: number) => [
  ...p.map((x) => x * p.length / v),
  ...Array.from({ length: v - p.length }, () => 1 / v),
]

/**
 * N1
 * @stability unstable
 * @since 0.1.0
 */
export const entropyAndSelfCertaintyDisagree: Theorem = {
  id: "N1",
  name: "entropy_and_self_certainty_disagree",
  title: "From three tokens on, the distribution of lower entropy can be the one of lower self-certainty.",
  formula:
    "p = (2/3, 1/4, 1/12), q = (1/2, 4/9, 1/18), or both times 3/V beside V - 3 symbols of 1/V: H(p) < H(q) and SC(p) < SC(q)",
  hypotheses: ["V >= 3"],
  source: "the counterexample stated",
  relation: "ordering",
  scope: ["V >= 3"],
  proofs: ["entropy_and_self_certainty_disagree", "entropy_and_self_certainty_disagree_from_three_on"],
  claims: [
    ...[4, 5, 8, 32].map((v) =>
      claim(`the proved example, of ${v} symbols`, Arbitrary.Constant(proved.map((p) => beside(p, v))), {
        of: ([p, q]) => gap([p, q]),
        apart: 0.01 / v,
      })
    ),
    claim("the proved example", Arbitrary.Constant(proved), {
      of: gap,
      apart: 0.01,
    }),
    claim("another", Arbitrary.Constant([[0.8, 0.1, 0.1], [0.5, 0.499, 0.001]] as const), { of: gap, apart: 0.01 }),
  ],
}
