// N10. For two completions advantages depend on the order only (E11). For three and more they do not: a strictly increasing
// change of the reward that is not affine changes them, even their signs. With eps = 0,
//
//     A(0, 1, 3) = (-4, -1, 5) / sqrt 21,   A(0, 5/2, 3) = (-11, 4, 7) / sqrt 93
//
// In general, let r_i be neither the best nor the worst of its group. The change r -> t (r - r_i) above r_i and s (r - r_i)
// below it keeps the order, r_i becomes 0, and G times the mean becomes t sum_j (r_j - r_i)+ - s sum_j (r_i - r_j)+, which
// has any sign.
import { rewardGroups, sameAdvantages, sameValue } from "@rlif/trainer/equivalence"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { advantagesSeeMoreThanOrder, withMiddle } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(advantagesSeeMoreThanOrder, {
  statements: {
    any_sign_keeps_the_order: `forall (r : list R) (i : nat), (i < length r)%nat ->
      (exists a : R, In a r /\\ a < nth i r 0) -> (exists c : R, In c r /\\ nth i r 0 < c) ->
      exists up level down : R -> R,
      (strict_increasing up /\\ 0 < order.advantage i (map up r)) /\\
      (strict_increasing level /\\ order.advantage i (map level r) = 0) /\\
      strict_increasing down /\\ order.advantage i (map down r) < 0`,
    advantages_see_more_than_order: `(exists f : R -> R, strict_increasing f /\\ map f [0; 1; 3] = [0; 5 / 2; 3]) /\\
      standardized [0; 1; 3] 0 = [-4 / sqrt 21; -1 / sqrt 21; 5 / sqrt 21] /\\
      standardized [0; 5 / 2; 3] 0 = [-11 / sqrt 93; 4 / sqrt 93; 7 / sqrt 93]`,
  },
})

const cubed = (rewards: Float64Array) => rewards.map((r) => r ** 3)
const ranks = (rewards: Float64Array) => rewards.map((r) => rewards.filter((other) => other < r).length)
const signs = (rewards: Float64Array) => standardized({ eps: 0 })(rewards).map((a) => Math.sign(a))
const three = rewardGroups({ least: 3, distinct: true })

refuted(sameAdvantages("cubes have the same advantages", three, { sides: [(r) => r, cubed] }))
refuted(sameAdvantages("ranks have the same advantages", three, { sides: [(r) => r, ranks] }))
refuted(sameValue("at least the signs stay", withMiddle, { sides: [signs, (r) => signs(cubed(r))] }))
