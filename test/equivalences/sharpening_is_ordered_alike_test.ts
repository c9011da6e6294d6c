// E6. With p_b = softmax(b z), z not constant, and 0 <= b < c,
//
//     H(p_c) < H(p_b) and SC(p_b) < SC(p_c)
//
// so -H and SC order a temperature family alike. By Gibbs: KL(p_b || p_c) > 0 and KL(p_c || p_b) > 0 add to (c - b) (E_c z -
// E_b z), so E_b z rises from the mean of z at b = 0; each inequality follows from one of the two divergences. Two symbols
// are such a family, of the logits (1, 0) up to order, so for V = 2 the two order all distributions alike. Where p majorises
// q they do as well, both being Schur-convex: tested, not proved.
import { entropy } from "@rlif/rewards/objective/entropy"
import { floats } from "@rlif/rewards/objective/floats"
import { selfCertainty } from "@rlif/rewards/objective/self-certainty"
import { softmax } from "@rlif/rewards/objective/softmax"
import { logits } from "@rlif/trainer/equivalence/distributions"
import { sameOrdering } from "@rlif/trainer/equivalence/same-ordering"
import { sharpeningIsOrderedAlike } from "@rlif/trainer/theorem/sharpening-is-ordered-alike"
import { refuted, verified } from "./_theorem.ts"

const sharper = "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> b < c ->"
const [hot, cold] = ["b", "c"].map((b) => `(softmax (temperature.scaled ${b} z))`)

verified(sharpeningIsOrderedAlike, {
  statements: {
    sharpening_lowers_entropy: `${sharper} entropy ${cold} < entropy ${hot}`,
    sharpening_raises_self_certainty: `${sharper} self_certainty ${hot} < self_certainty ${cold}`,
    a_temperature_family_is_ordered_alike: `forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> 0 <= c ->
      entropy ${cold} < entropy ${hot} <-> self_certainty ${hot} < self_certainty ${cold}`,
    two_symbols_are_ordered_alike:
      `forall a b : R, 0 < a < 1 -> 0 < b < 1 -> entropy [b; 1 - b] < entropy [a; 1 - a] <->
      self_certainty [a; 1 - a] < self_certainty [b; 1 - b]`,
  },
})

const ofSigned = (f: (p: ReadonlyArray<number>) => number) => (z: ReadonlyArray<number>) =>
  [1, -1].map((b) => f(softmax(floats)(z.map((x) => b * x))))

refuted(sameOrdering("b may be negative", logits({ least: 3 }), {
  sides: [ofSigned((p) => -entropy(floats)(p)), ofSigned((p) => selfCertainty(floats)(p))],
}))
