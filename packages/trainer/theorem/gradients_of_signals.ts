import {
  entropy,
  entropyGradient,
  floats,
  logprobGradient,
  selfCertainty,
  selfCertaintyGradient,
  softmax,
} from "@rlif/rewards/formula"
import { distributions, logits } from "../equivalence/distributions.ts"
import { slope } from "../equivalence/gradients.ts"
import { largest } from "../equivalence/claim.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { bySignals } from "./_signals.ts"
import { zero } from "../equivalence/side.ts"
import type { Theorem } from "./theorem.ts"

type Logits = ReadonlyArray<number>
const sum = (v: Logits) => v.reduce((total, x) => total + x, 0)

/** `f` of the first of p's distributions, differentiated without a formula. */
const slopeOf = (f: (p: Logits) => number) => (p: Logits) =>
  slope((tree) => f(tree.p))({ p, next: p.map(() => undefined) })

/**
 * E3
 * @stability unstable
 * @since 0.1.0
 */
export const gradientsOfSignals: Theorem = {
  id: "E3",
  name: "gradients_of_signals",
  title: "The gradients of entropy, self-certainty and log-probability by the logits, each of which sums to zero.",
  formula: "dH/dz_j = -p_j (log p_j + H), dSC/dz_j = p_j - 1/V, d log p_i/dz_j = [i = j] - p_j",
  hypotheses: ["p = softmax(z)"],
  source: "calculus",
  relation: "gradient",
  scope: ["all V"],
  proofs: [
    "entropy_has_its_gradient",
    "self_certainty_has_its_gradient",
    "logprob_has_its_gradient",
    "entropy_gradient_sums_to_zero",
    "self_certainty_gradient_sums_to_zero",
    "logprob_gradient_sums_to_zero",
  ],
  claims: [
    sameGradient("of entropy, by the graph that trains", logits(), {
      sides: [bySignals((signals) => signals.entropyGradient), (z) => entropyGradient(floats)(softmax(floats)(z))],
      scale: (z) => largest(softmax(floats)(z).map((p) => p * Math.log(p))), // of its terms, which cancel near uniform
    }),
    sameGradient("of self-certainty, by the graph that trains", logits(), {
      sides: [
        bySignals((signals) => signals.selfCertaintyGradient),
        (z) => selfCertaintyGradient(floats)(softmax(floats)(z)),
      ],
      scale: (z) => 1 / z.length,
    }),
    sameGradient("of every log-probability, by the graph that trains", logits(), {
      sides: [
        bySignals((signals) => signals.logprobGradient.flat()),
        (z) =>
          z.flatMap((_, i) => logprobGradient(floats)({ chosen: z.map((_, j) => +(i === j)), p: softmax(floats)(z) })),
      ],
    }),
    sameGradient("of entropy, by differences", distributions(), {
      sides: [slopeOf(entropy(floats)), entropyGradient(floats)],
      scale: 1, // of what is differentiated
    }),
    sameGradient("of self-certainty, by differences", distributions(), {
      sides: [slopeOf(selfCertainty(floats)), selfCertaintyGradient(floats)],
      scale: 1,
    }),
    sameValue("each sums to zero", logits(), {
      sides: [
        bySignals(({ entropyGradient, selfCertaintyGradient, logprobGradient }) =>
          [entropyGradient, selfCertaintyGradient, ...logprobGradient].map(sum)
        ),
        zero,
      ],
      within: 1e-12,
      scale: 1, // of the gradient of the log-probability
    }),
  ],
}
