// E1. For a distribution p over V symbols and the uniform distribution U,
//
//     KL(p || U) = sum_j p_j log(p_j / (1/V)) = log V - H(p)
//
// So "forward" self-certainty is negative entropy up to a constant; the means of both over a completion's tokens differ
// by the same constant, so that a group's advantages are the same, standardized by any eps, mean-centred, or left one out:
// what trains reads nothing else of a reward. Hypothesis: sum p = 1. Where p_j = 0 the
// term p_j log p_j is 0 (Coq's ln 0 = 0 gives the same).
import { entropy, floats, uniformDivergence } from "@rlif/rewards/formula"
import { distributions, sameValue } from "@rlif/trainer/equivalence"
import { entropyIsUniformDivergence } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(entropyIsUniformDivergence, {
  statements: {
    entropy_is_uniform_divergence: "forall p : list R, sum p = 1 -> uniform_divergence p = ln (count p) - entropy p",
    forward_self_certainty_trains_alike: `forall (V eps : R) (group : list (list (list R))),
      group <> [] -> alike.over V group ->
      let divergences := map (fun y : list (list R) => mean (map uniform_divergence y)) group in
      let entropies := map (fun y : list (list R) => token_mean (map entropy y)) group in
      standardized divergences eps = standardized entropies eps /\\ centered divergences = centered entropies /\\
      (1 < count entropies -> leave_one_out divergences = leave_one_out entropies)`,
  },
})

refuted(sameValue("the constant may be left out", distributions(), {
  sides: [uniformDivergence(floats), (p) => -entropy(floats)(p)],
}))
