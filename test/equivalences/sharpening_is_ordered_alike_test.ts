// E6. With p_b = softmax(b z), z not constant, and 0 <= b < c,
//
//     H(p_c) < H(p_b) and SC(p_b) < SC(p_c)
//
// so -H and SC order a temperature family alike. By Gibbs: KL(p_b || p_c) > 0 and KL(p_c || p_b) > 0 add to (c - b) (E_c z -
// E_b z), so E_b z rises from the mean of z at b = 0; each inequality follows from one of the two divergences. Two symbols
// are such a family, of the logits (1, 0) up to order, so for V = 2 the two order all distributions alike. Where p majorises
// q they do as well,
//
//     H(p) <= H(q) and SC(q) <= SC(p), strictly unless p and q are the same up to order
//
// x log x and -log x lie above their tangents at q, and what the tangents come to is not negative (Karamata). The same where
// q comes from p by transfers of weight from larger entries to smaller ones.
import { entropy, floats, selfCertainty, softmax } from "@rlif/rewards/formula"
import { logits, sameOrdering } from "@rlif/trainer/equivalence"
import { sharpeningIsOrderedAlike } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

const sharper = "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> b < c ->"
const [hot, cold] = ["b", "c"].map((b) => `(softmax (temperature.scaled ${b} z))`)
const flatter = `(entropy p <= entropy q /\\ self_certainty q <= self_certainty p) /\\
  (~ majorisation.rearranged p q -> entropy p < entropy q /\\ self_certainty q < self_certainty p)`

verified(sharpeningIsOrderedAlike, {
  statements: {
    sharpening_lowers_entropy: `${sharper} entropy ${cold} < entropy ${hot}`,
    sharpening_raises_self_certainty: `${sharper} self_certainty ${hot} < self_certainty ${cold}`,
    a_temperature_family_is_ordered_alike: `forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> 0 <= c ->
      entropy ${cold} < entropy ${hot} <-> self_certainty ${hot} < self_certainty ${cold}`,
    two_symbols_are_ordered_alike:
      `forall a b : R, 0 < a < 1 -> 0 < b < 1 -> entropy [b; 1 - b] < entropy [a; 1 - a] <->
      self_certainty [a; 1 - a] < self_certainty [b; 1 - b]`,
    majorising_is_sharper:
      `forall p q : list R, (forall x : R, In x p -> 0 < x) -> (forall x : R, In x q -> 0 < x) -> sum p = 1 ->
      majorisation.majorises p q -> ${flatter}`,
    transfers_are_flatter: `forall p q : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 ->
      majorisation.transfers p q -> ${flatter}`,
    a_proper_transfer_is_strict: `forall (p q rest : list R) (x y d : R), 0 < d < x - y ->
      majorisation.rearranged p (x :: y :: rest) -> majorisation.rearranged q (x - d :: y + d :: rest) ->
      ~ majorisation.rearranged p q`,
  },
})

const ofSigned = (f: (p: ReadonlyArray<number>) => number) => (z: ReadonlyArray<number>) =>
  [1, -1].map((b) => f(softmax(floats)(z.map((x) => b * x))))

refuted(sameOrdering("b may be negative", logits({ least: 3 }), {
  sides: [ofSigned((p) => -entropy(floats)(p)), ofSigned((p) => selfCertainty(floats)(p))],
}))
