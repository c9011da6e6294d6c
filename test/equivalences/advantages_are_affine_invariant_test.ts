// E10. For a group of rewards r that is not constant, a > 0, any b, and
//
//     A_eps(r)_i = (r_i - mean(r)) / (std(r) + eps),  std with divisor G - 1:
//     A_eps(a r + b) = A_{eps/a}(r), and so A_0(a r + b) = A_0(r)
//
// because mean(a r + b) = a mean(r) + b and std(a r + b) = a std(r). A constant group has advantages 0 by definition.
import { standardized } from "@rlif/trainer/advantage/standardized"
import { rewardGroups, sameValue } from "@rlif/trainer/equivalence"
import { advantagesAreAffineInvariant } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(advantagesAreAffineInvariant, {
  statements: {
    advantages_are_affine_covariant: `forall (a b eps : R) (r : list R), r <> [] -> 0 < a ->
      0 < standard_deviation r + eps / a -> standardized (affine.affine a b r) eps = standardized r (eps / a)`,
    advantages_are_affine_invariant: `forall (a b : R) (r : list R), r <> [] -> 0 < a -> 0 < standard_deviation r ->
      standardized (affine.affine a b r) 0 = standardized r 0`,
  },
})

refuted(sameValue("the scale may be negative", rewardGroups({ distinct: true }), {
  sides: [standardized({ eps: 0 }), (rewards) => standardized({ eps: 0 })(rewards.map((r) => -r))],
}))
