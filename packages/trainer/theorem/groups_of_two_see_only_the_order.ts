import { standardized } from "../advantage/standardized.ts"
import { rewardGroups } from "../equivalence/groups.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Theorem } from "./theorem.ts"

/** Two different rewards. */
const pairs = rewardGroups({ least: 2, most: 2, distinct: true })

/**
 * E11
 * @stability unstable
 * @since 0.1.0
 */
export const groupsOfTwoSeeOnlyTheOrder: Theorem = {
  id: "E11",
  name: "groups_of_two_see_only_the_order",
  title: "In a group of two, normalised advantages depend on which reward is larger and on nothing else.",
  formula: "a < b: A_0(a, b) = (-1 / sqrt 2, 1 / sqrt 2)",
  hypotheses: ["a group of two", "eps = 0", "the rewards differ"],
  source: "GRPO's advantages, arXiv:2402.03300",
  relation: "advantages",
  scope: ["G = 2"],
  proofs: ["groups_of_two_see_only_the_order"],
  claims: [
    sameValue("only the order is seen", pairs, {
      sides: [standardized({ eps: 0 }), ([a, b]) => [Math.sign(a - b) / Math.SQRT2, Math.sign(b - a) / Math.SQRT2]],
    }),
  ],
}
