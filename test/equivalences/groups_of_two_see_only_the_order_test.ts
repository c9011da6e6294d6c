// E11. In a group of two with different rewards a < b and eps = 0,
//
//     A(a, b) = (-1 / sqrt 2, 1 / sqrt 2)
//
// whatever the rewards are: only their order is seen. With eps = 1e-4 a gap of .001 gives .619 instead of .707, and with three
// completions the size of the gaps matters (N10).
import { standardized } from "@rlif/trainer/advantage/standardized"
import { rewardGroups, sameAdvantages } from "@rlif/trainer/equivalence"
import { groupsOfTwoSeeOnlyTheOrder } from "@rlif/trainer/theorem"
import { expect, it } from "vitest"
import { refuted, verified } from "./_theorem.ts"

verified(groupsOfTwoSeeOnlyTheOrder, {
  statements: {
    groups_of_two_see_only_the_order: "forall a b : R, a < b -> standardized [a; b] 0 = [- (1 / sqrt 2); 1 / sqrt 2]",
  },
})

it("needs eps = 0: a gap of .001 gives .619 at 1e-4", () =>
  expect(standardized({ eps: 1e-4 })(Float64Array.of(0, 0.001))[1]).toBeCloseTo(0.6195, 4))

// The cube keeps every order.
const cubed = (rewards: Float64Array) => rewards.map((r) => r ** 3)
refuted(
  sameAdvantages("three completions see the order only, too", rewardGroups({ least: 3, most: 3, distinct: true }), {
    sides: [(rewards) => rewards, cubed],
  }),
)
