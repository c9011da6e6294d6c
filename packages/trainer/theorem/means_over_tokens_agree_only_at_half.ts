import { entropy, floats } from "@rlif/rewards/formula"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { claim, furthest } from "../equivalence/claim.ts"
import { distributions } from "../equivalence/distributions.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Tree } from "../equivalence/trees.ts"
import { expectedReward } from "./_expected.ts"
import type { Theorem } from "./theorem.ts"

/** Stop with probability a, else go on to one more token, which is forced. */
const stopOrForced = (a: number): Tree => ({ p: [a, 1 - a], next: [undefined, { p: [1], next: [undefined] }] })
const at = <B>(of: (tree: Tree) => B) => (a: number): B => of(stopOrForced(a))
const shares = Arbitrary.map(distributions({ most: 2 }), ([a]) => a)

const trajectoryMean = (a: number) => a * Math.log(a) + (1 - a) * Math.log(1 - a) / 2
const tokenMean = (a: number) => -entropy(floats)([a, 1 - a]) * (1 + a) / 2

/**
 * N4
 * @stability unstable
 * @since 0.1.0
 */
export const meansOverTokensAgreeOnlyAtHalf: Theorem = {
  id: "N4",
  name: "means_over_tokens_agree_only_at_half",
  title: "Divided by length, the two rewards no longer have the same expectation when lengths vary.",
  formula:
    "stop with a, else one more forced token: a log a + (1-a) log(1-a) / 2 against -H(a) (1+a) / 2, equal only at a = 1/2",
  hypotheses: ["0 < a < 1", "MEAN rewards"],
  source: "the counterexample stated",
  relation: "value",
  scope: ["V = 2", "T = 2", "trees", "one parameter"],
  proofs: ["means_over_tokens_agree_only_at_half"],
  claims: [
    sameValue("the expected mean trajectory reward", shares, {
      sides: [Effect.map(expectedReward(trajectoryEntropy({ normaliser: "mean" })), at), trajectoryMean],
      within: 1e-6,
    }),
    sameValue("the expected mean token reward", shares, {
      sides: [Effect.map(expectedReward(tokenEntropy()), at), tokenMean],
      within: 1e-6,
    }),
    claim("at a = .1: -.2777 against -.1788", Arbitrary.Constant(0.1), {
      of: (a) => furthest([trajectoryMean(a)], [tokenMean(a)]),
      apart: 0.05,
    }),
  ],
}
