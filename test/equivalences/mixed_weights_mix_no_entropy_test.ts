// N9. Between the logits (6, 0, 0) and (0, 6, 0), at a = 0, 1/4, 1/2, 3/4, 1,
//
//     H(softmax((1 - a) x + a y)) = .0345, .247, .791, .247, .0345
//
// so along a straight line between two weight vectors entropy need be neither monotone nor bounded by that of the ends; to
// mix a base model with a tuned one is no way to set an entropy. All five are functions of exp(-3/2), which the alternating
// series of exp(-1/2) bounds; each is proved to half of its last digit.
import { entropy, floats, mixture, softmax } from "@rlif/rewards/formula"
import { claim, logits } from "@rlif/trainer/equivalence"
import { mixedWeightsMixNoEntropy } from "@rlif/trainer/theorem"
import { Arbitrary } from "effect"
import { refuted, verified } from "./_theorem.ts"

verified(mixedWeightsMixNoEntropy, {
  statements: {
    mixed_weights_mix_no_entropy: `let H := fun a : R => entropy (softmax (mixture [6; 0; 0] [0; 6; 0] a)) in
      Rabs (H 0 - 345 / 10000) < 5 / 100000 /\\ Rabs (H (1 / 4) - 247 / 1000) < 5 / 10000 /\\
      Rabs (H (1 / 2) - 791 / 1000) < 5 / 10000 /\\
      Rabs (H (3 / 4) - 247 / 1000) < 5 / 10000 /\\ Rabs (H 1 - 345 / 10000) < 5 / 100000`,
  },
})

const three = logits({ least: 3, most: 3 })

refuted(claim("the ends bound the middle", Arbitrary.all({ x: three, y: three }), {
  of: ({ x, y }) => {
    const [start, middle, end] = [0, 0.5, 1].map((a) => entropy(floats)(softmax(floats)(mixture(floats)({ x, y, a }))))
    return Math.max(0, middle - Math.max(start, end))
  },
  within: 1e-9,
}))
