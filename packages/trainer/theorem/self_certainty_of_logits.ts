import { floats, selfCertainty, selfCertaintyOfLogits, softmax } from "@rlif/rewards/formula"
import * as Effect from "effect/Effect"
import { claim, largest } from "../equivalence/claim.ts"
import { distributions, logits } from "../equivalence/distributions.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { signalsOf } from "./_signals.ts"
import type { Theorem } from "./theorem.ts"

/** The size of what self-certainty is a difference of, which cancels near the uniform distribution. */
const parts = (z: ReadonlyArray<number>) => largest(z) + Math.log(z.length)

/**
 * E2
 * @stability unstable
 * @since 0.1.0
 */
export const selfCertaintyFromLogits: Theorem = {
  id: "E2",
  name: "self_certainty_of_logits",
  title:
    "Self-certainty needs no softmax: log-sum-exp minus mean minus log V; it is 0 for the uniform distribution only.",
  formula: "KL(U || p) = -log V - 1/V sum_j log p_j = logsumexp(z) - mean(z) - log V >= 0",
  hypotheses: ["p = softmax(z)"],
  source: "Kang et al. 2025, arXiv:2502.18581; Gibbs' inequality",
  relation: "value",
  scope: ["all V"],
  proofs: [
    "self_certainty_is_mean_log",
    "self_certainty_from_logits",
    "self_certainty_nonnegative",
    "self_certainty_zero_iff_uniform",
  ],
  claims: [
    sameValue("the formulas agree", logits(), {
      sides: [(z) => selfCertainty(floats)(softmax(floats)(z)), selfCertaintyOfLogits(floats)],
      scale: parts,
    }),
    sameValue("the policy's self-certainty is the formula's", logits(), {
      sides: [
        Effect.map(
          signalsOf,
          (of) => (z: ReadonlyArray<number>) => Effect.map(of(z), ({ selfCertainty }) => [selfCertainty]),
        ),
        (z) => selfCertainty(floats)(softmax(floats)(z)),
      ],
      scale: parts,
    }),
    // In floating point the terms of the uniform distribution cancel to within rounding.
    claim("it is never negative", distributions(), {
      of: (p) => Math.max(0, -selfCertainty(floats)(p)),
      within: 1e-12,
    }),
  ],
}
