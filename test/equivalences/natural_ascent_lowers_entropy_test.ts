// E18. One state, p = softmax(z), reward log p, F = diag(p) - p p^T. The policy gradient is g[log p] = -grad H = F log p, so
// the natural one is log p up to a constant, and along it, or any w with F w = g[log p],
//
//     dH/dt = <grad H, w> = -Var_p(log p)
//
// The proof is of the product; that it is the rate is the chain rule.
import { floats } from "@rlif/rewards/objective/floats"
import { entropyGradient } from "@rlif/rewards/objective/logit-gradient"
import { distributions } from "@rlif/trainer/equivalence/distributions"
import { sameValue } from "@rlif/trainer/equivalence/same-value"
import { naturalAscentLowersEntropy } from "@rlif/trainer/theorem/natural-ascent-lowers-entropy"
import { refuted, verified } from "./_theorem.ts"

verified(naturalAscentLowersEntropy, {
  statements: {
    log_is_the_natural_ascent_of_negative_entropy:
      "forall p : list R, alignment.fisher p (map ln p) = alignment.negative (entropy_gradient p)",
    natural_ascent_lowers_entropy_by_the_variance: `forall p w : list R, sum p = 1 -> length w = length p ->
      alignment.fisher p w = alignment.negative (entropy_gradient p) ->
      alignment.inner (entropy_gradient p) w = - alignment.covariance p ln ln`,
  },
})

refuted(sameValue("the plain gradient lowers it at that rate, too", distributions(), {
  sides: [
    (p) => -entropyGradient(floats)(p).reduce((sum, x) => sum + x * x, 0),
    (p) => entropyGradient(floats)(p).reduce((sum, x, j) => sum + x * Math.log(p[j]), 0),
  ],
}))
