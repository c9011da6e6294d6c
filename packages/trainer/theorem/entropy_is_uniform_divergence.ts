import { entropy, floats, softmax, uniformDivergence } from "@rlif/rewards/formula"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import * as Effect from "effect/Effect"
import { distributions, logits } from "../equivalence/distributions.ts"
import { groups, type KnownGroup } from "../equivalence/groups.ts"
import { sameAdvantages } from "../equivalence/same_advantages.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { signalsOf } from "./_signals.ts"
import type { Theorem } from "./theorem.ts"

/** The mean of KL(p_t || U) over the tokens of each completion: "forward" self-certainty. */
const forwardSelfCertainty = ({ paths }: KnownGroup) =>
  paths.map((path) => path.reduce((sum, { p }) => sum + uniformDivergence(floats)(p), 0) / path.length)

/**
 * E1
 * @stability unstable
 * @since 0.1.0
 */
export const entropyIsUniformDivergence: Theorem = {
  id: "E1",
  name: "entropy_is_uniform_divergence",
  title: "Forward self-certainty is negative entropy: they differ by a constant, and train alike.",
  formula: "KL(p || U) = log V - H(p)",
  hypotheses: [
    "p is a distribution over V symbols",
    "alike: with the same advantages, where both are means over tokens",
    "for leave-one-out advantages: G > 1",
  ],
  source: "definition of the Kullback-Leibler divergence",
  relation: "value",
  scope: ["all V", "all T", "all G"],
  proofs: ["entropy_is_uniform_divergence", "forward_self_certainty_trains_alike"],
  claims: [
    sameValue("the formulas agree", distributions(), {
      sides: [uniformDivergence(floats), (p) => Math.log(p.length) - entropy(floats)(p)],
      scale: 1, // differences of logarithms
    }),
    sameValue("the policy's entropy is the formula's", logits(), {
      sides: [
        Effect.map(signalsOf, (of) => (z: ReadonlyArray<number>) => Effect.map(of(z), ({ entropy }) => [entropy])),
        (z) => Math.log(z.length) - uniformDivergence(floats)(softmax(floats)(z)),
      ],
    }),
    // The signals of a completion are stored in single precision.
    sameAdvantages("the rewards train alike", groups(), {
      sides: [tokenEntropy(), forwardSelfCertainty],
      within: 1e-5,
      scale: 1, // differences of logarithms
    }),
  ],
}
