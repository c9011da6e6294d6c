// E2. With p = softmax(z) over V symbols and the uniform distribution U,
//
//     KL(U || p) = -log V - 1/V sum_j log p_j = logsumexp(z) - mean(z) - log V >= 0, and 0 only at p = U
//
// the second form because log p_j = z_j - logsumexp(z); the bound because log x <= x - 1, with equality at 1 only. No
// hypothesis but that there are logits; the bound needs p > 0 and sum p = 1, which softmax has.
import { floats, selfCertainty, selfCertaintyOfLogits, softmax } from "@rlif/rewards/formula"
import { logits, sameValue } from "@rlif/trainer/equivalence"
import { selfCertaintyFromLogits } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(selfCertaintyFromLogits, {
  statements: {
    self_certainty_is_mean_log:
      "forall p : list R, p <> [] -> self_certainty p = - ln (count p) - 1 / count p * sum (map ln p)",
    self_certainty_from_logits: "forall z : list R, z <> [] -> self_certainty (softmax z) = self_certainty_of_logits z",
    self_certainty_nonnegative:
      "forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> 0 <= self_certainty p",
    self_certainty_zero_iff_uniform: `forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 ->
      self_certainty p = 0 <-> (forall x : R, In x p -> x = 1 / count p)`,
  },
})

refuted(sameValue("log V may be left out", logits(), {
  sides: [
    (z) => selfCertaintyOfLogits(floats)(z) + Math.log(z.length),
    (z) => selfCertainty(floats)(softmax(floats)(z)),
  ],
}))
