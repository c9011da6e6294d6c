import { floats, softmax } from "@rlif/rewards/formula"
import { logits } from "../equivalence/distributions.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { bySignals, type Signals } from "./_signals.ts"
import type { Theorem } from "./theorem.ts"
import { inner, negative } from "./_vector.ts"

/** `<-grad H, grad SC>` */
const product = ({ entropyGradient, selfCertaintyGradient }: Signals) =>
  inner(negative(entropyGradient), selfCertaintyGradient)

/** `Cov_{j~p}(p_j, log p_j)` */
const covariance = (p: ReadonlyArray<number>) => {
  const log = p.map(Math.log)
  const [mean, meanLog] = [inner(p, p), inner(p, log)]
  return inner(p, p.map((x, j) => (x - mean) * (log[j] - meanLog)))
}

/**
 * E4
 * @stability unstable
 * @since 0.1.0
 */
export const ascentsNeverOppose: Theorem = {
  id: "E4",
  name: "ascents_never_oppose",
  title: "To first order in the logits, a step up in self-certainty never raises entropy, nor the other way round.",
  formula: "<-grad H, grad SC> = Cov_{j~p}(p_j, log p_j) >= 0, and 0 only at p = U",
  hypotheses: ["p = softmax(z)", "steps in the logits, in the Euclidean metric"],
  source: "derived from E3; both factors of the covariance rise with p_j",
  relation: "gradient",
  scope: ["all V"],
  proofs: ["ascents_meet_in_a_covariance", "ascents_never_oppose", "ascents_are_orthogonal_iff_uniform"],
  claims: [
    sameValue("the product of the graph's gradients is the covariance", logits(), {
      sides: [bySignals(product), (z) => covariance(softmax(floats)(z))],
    }),
    sameValue("positive, but for the uniform distribution", logits(), {
      sides: [
        bySignals((signals) => +(product(signals) > 1e-20)),
        (z) => +z.some((x) => x !== z[0]),
      ],
      within: 0,
    }),
  ],
}
