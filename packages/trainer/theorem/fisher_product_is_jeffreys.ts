import { divergence, entropy, floats, softmax } from "@rlif/rewards/formula"
import { logits } from "../equivalence/distributions.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { bySignals } from "./_signals.ts"
import type { Theorem } from "./theorem.ts"
import { derivative, fisher, inner, negative } from "./_vector.ts"

type Logits = ReadonlyArray<number>

/** `KL(U || p) + KL(p || U)` */
const jeffreys = (z: Logits) => {
  const p = softmax(floats)(z)
  const uniform = z.map(() => 1 / z.length)
  return divergence(floats)({ p: uniform, q: p }) + divergence(floats)({ p, q: uniform })
}

/** The natural gradient of self-certainty, `w_j = -1 / (V p_j)`: up to a constant the solution of `F w = grad SC`. */
const natural = (z: Logits) => softmax(floats)(z).map((p) => -1 / (z.length * p))

/**
 * E5
 * @stability unstable
 * @since 0.1.0
 */
export const fisherProductIsJeffreys: Theorem = {
  id: "E5",
  name: "fisher_product_is_jeffreys",
  title:
    "On the natural gradient flow of self-certainty, entropy falls at the rate of the Jeffreys divergence to uniform.",
  formula: "dz/dt = w, F w = grad SC: dH/dt = <grad H, w> = -(KL(U || p) + KL(p || U))",
  hypotheses: ["p = softmax(z), z any curve of logits", "F = diag(p) - p p^T; w is any solution"],
  source: "derived from E3: -grad H = F log p, F is symmetric, and the chain rule",
  relation: "gradient",
  scope: ["all V", "pointwise"],
  proofs: [
    "log_is_the_natural_ascent_of_negative_entropy",
    "self_certainty_has_a_natural_ascent",
    "fisher_product_is_jeffreys",
    "entropy_changes_by_its_gradient",
    "self_certainty_changes_by_its_gradient",
    "self_certainty_flow_lowers_entropy",
  ],
  claims: [
    sameValue("the direction is natural for the graph's gradient", logits(), {
      sides: [
        (z) => fisher(softmax(floats)(z), natural(z)),
        bySignals(({ selfCertaintyGradient }) => selfCertaintyGradient),
      ],
      scale: (z) => 1 / z.length, // of p_j - 1/V
    }),
    sameValue("the product is the signals' Jeffreys divergence", logits(), {
      sides: [
        bySignals(({ entropyGradient }, z) => inner(negative(entropyGradient), natural(z))),
        bySignals((signals, z) => signals.selfCertainty + Math.log(z.length) - signals.entropy),
      ],
      scale: (z) => Math.log(z.length),
    }),
    sameValue("along a step, by differences", logits(), {
      sides: [
        (z) => {
          const w = natural(z)
          const longest = Math.max(...w.map(Math.abs))
          return derivative((t) => entropy(floats)(softmax(floats)(z.map((x, j) => x + t * w[j] / longest))))
        },
        (z) => -jeffreys(z) / Math.max(...natural(z).map(Math.abs)),
      ],
      scale: 1, // of the entropy that is differentiated
    }),
  ],
}
