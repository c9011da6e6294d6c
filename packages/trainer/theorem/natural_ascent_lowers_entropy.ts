import { entropy, floats, softmax } from "@rlif/rewards/formula"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Arbitrary from "effect/Arbitrary"
import { distributions, logits } from "../equivalence/distributions.ts"
import { policyGradient } from "../equivalence/gradients.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Tree } from "../equivalence/trees.ts"
import { bySignals } from "./_signals.ts"
import { largest } from "../equivalence/claim.ts"
import type { Theorem } from "./theorem.ts"
import { derivative, fisher, inner } from "./_vector.ts"

/** Policies of one state and one token. */
const oneState = Arbitrary.map(distributions(), (p): Tree => ({ p, next: p.map(() => undefined) }))

/**
 * E18
 * @stability unstable
 * @since 0.1.0
 */
export const naturalAscentLowersEntropy: Theorem = {
  id: "E18",
  name: "natural_ascent_lowers_entropy",
  title: "A natural policy gradient on the trajectory reward lowers entropy at the rate of the variance of log p.",
  formula: "dz/dt = w, F w = g[log p]: dH/dt = <grad H, w> = -Var_p(log p)",
  hypotheses: ["one state, tabular softmax", "F = diag(p) - p p^T; w is any solution"],
  source: "derived from E3 and E7: g[log p] = -grad H = F log p, and the chain rule",
  relation: "gradient",
  scope: ["all V", "T = 1", "pointwise", "trees", "one parameter"],
  proofs: [
    "one_token_trajectory_gradient_is_entropy_gradient",
    "log_is_the_natural_ascent_of_negative_entropy",
    "natural_ascent_lowers_entropy_by_the_variance",
    "entropy_changes_by_its_gradient",
    "entropy_flow_lowers_entropy",
  ],
  claims: [
    // Rewards are single precision.
    sameGradient("log p is the natural direction of the reward's policy gradient", oneState, {
      sides: [policyGradient(trajectoryEntropy()), ({ p }) => fisher(p, p.map(Math.log))],
      within: 1e-6,
      scale: ({ p }) => largest(p.map(Math.log)),
    }),
    sameValue("entropy falls by the variance", logits(), {
      sides: [
        bySignals(({ entropyGradient, logprob }) => inner(entropyGradient, logprob)),
        bySignals(({ logprob, entropy }) => {
          const p = logprob.map(Math.exp)
          return -inner(p, logprob.map((x) => (x + entropy) ** 2))
        }),
      ],
      scale: (z) => inner(softmax(floats)(z), softmax(floats)(z).map((p) => Math.log(p) ** 2)),
    }),
    sameValue("along a step, by differences", logits(), {
      sides: [
        (z) => {
          const w = softmax(floats)(z).map(Math.log)
          const longest = Math.max(...w.map(Math.abs))
          return derivative((t) => entropy(floats)(softmax(floats)(z.map((x, j) => x + t * w[j] / longest))))
        },
        (z) => {
          const p = softmax(floats)(z)
          const h = entropy(floats)(p)
          return -inner(p, p.map((x) => (Math.log(x) + h) ** 2)) / Math.max(...p.map((x) => Math.abs(Math.log(x))))
        },
      ],
      scale: 1, // of the entropy that is differentiated
    }),
  ],
}
