// N8. With eps > 0 in the divisor the invariance of E10 is false: for r = (0, 1) the first advantage is -1/2 / (sqrt 1/2 +
// eps), and for 2 r it is -1 / (sqrt 2 + eps) = -1/2 / (sqrt 1/2 + eps/2).
import { standardized } from "@rlif/trainer/advantage/standardized"
import { rewardGroups, sameAdvantages } from "@rlif/trainer/equivalence"
import { affineInvarianceNeedsNoEps } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(affineInvarianceNeedsNoEps, {
  statements: {
    affine_invariance_needs_no_eps:
      "forall eps : R, 0 < eps -> standardized (affine.affine 2 0 [0; 1]) eps <> standardized [0; 1] eps",
  },
})

refuted(sameAdvantages("eps does not matter", rewardGroups({ distinct: true }), {
  sides: [(rewards) => rewards, (rewards) => rewards.map((r) => 2 * r)],
  advantage: standardized({ eps: 0.01 }),
}))
