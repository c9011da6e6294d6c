// E1. For a distribution p over V symbols and the uniform distribution U,
//
//     KL(p || U) = sum_j p_j log(p_j / (1/V)) = log V - H(p)
//
// So "forward" self-certainty is negative entropy up to a constant; the means of both over a completion's tokens differ
// by the same constant, and by E10 a group's normalised advantages are the same. Hypothesis: sum p = 1. Where p_j = 0 the
// term p_j log p_j is 0 (Coq's ln 0 = 0 gives the same).
import { entropy, floats, uniformDivergence } from "@rlif/rewards/formula"
import { distributions, sameValue } from "@rlif/trainer/equivalence"
import { entropyIsUniformDivergence } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(entropyIsUniformDivergence, {
  statements: {
    entropy_is_uniform_divergence: "forall p : list R, sum p = 1 -> uniform_divergence p = ln (count p) - entropy p",
  },
})

refuted(sameValue("the constant may be left out", distributions(), {
  sides: [uniformDivergence(floats), (p) => -entropy(floats)(p)],
}))
