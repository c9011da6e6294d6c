import * as Arbitrary from "effect/Arbitrary"
import { standardized } from "../advantage/standardized.ts"
import { rewardGroups } from "../equivalence/groups.ts"
import { sameOrdering } from "../equivalence/same_ordering.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Theorem } from "./theorem.ts"

const advantage = standardized({ eps: 0 })

/**
 * Groups of three to eight whose first reward is the lowest, the second the highest, and the third neither.
 * @stability unstable
 * @since 0.1.0
 */
export const withMiddle: Arbitrary.Arbitrary<Float64Array> = Arbitrary.map(rewardGroups({ least: 3 }), (rewards) => {
  const [, , ...rest] = rewards
  return Float64Array.of(Math.min(...rest) - 1, Math.max(...rest) + 1, ...rest)
})

/** A strictly increasing change of rewards that makes the third 0: what is above it is scaled by t, what is below by s. */
const bent = (rewards: Float64Array, { s, t }: { readonly s: number; readonly t: number }): Float64Array =>
  rewards.map((r) => (r > rewards[2] ? t : s) * (r - rewards[2]))

/** Changes after which the third is above the mean of its group, at it and below it. */
const changes: ReadonlyArray<(rewards: Float64Array) => Float64Array> = [[2, 1], [1, 1], [1, 2]].map(
  ([s, t]) => (r) => {
    const far = (sign: number) => r.reduce((sum, x) => sum + Math.max(0, sign * (x - r[2])), 0)
    return bent(r, { s: s / far(-1), t: t / far(1) })
  },
)

/** Rewards, and their advantages as parts of a root. */
const examples = [[[0, 1, 3], [-4, -1, 5], 21], [[0, 5 / 2, 3], [-11, 4, 7], 93]] as const

/**
 * N10
 * @stability unstable
 * @since 0.1.0
 */
export const advantagesSeeMoreThanOrder: Theorem = {
  id: "N10",
  name: "advantages_see_more_than_order",
  title:
    "In a group of three or more, a change of the reward that keeps every order changes advantages, even their signs.",
  formula: "A_0(0, 1, 3) = (-4, -1, 5) / sqrt 21, A_0(0, 5/2, 3) = (-11, 4, 7) / sqrt 93",
  hypotheses: ["eps = 0", "the completion is neither the best nor the worst of its group"],
  source: "the counterexample stated; bending the reward at a completion moves the mean to either side of it",
  relation: "advantages",
  scope: ["all G"],
  proofs: ["any_sign_keeps_the_order", "advantages_see_more_than_order"],
  claims: [
    ...examples.map(([rewards, parts, square]) =>
      sameValue(`the proved example, ${rewards.join(", ")}`, Arbitrary.Constant(Float64Array.from(rewards)), {
        sides: [advantage, () => parts.map((x) => x / Math.sqrt(square))],
      })
    ),
    sameValue("the advantage between best and worst takes every sign", withMiddle, {
      sides: [
        (rewards) => {
          const [up, level, down] = changes.map((change) => advantage(change(rewards))[2])
          return [Math.sign(up), level, Math.sign(down)]
        },
        () => [1, 0, -1],
      ],
    }),
    ...["above", "at", "below"].map((where, i) =>
      sameOrdering(`while the order stays: ${where} the mean`, withMiddle, { sides: [(r) => r, changes[i]], within: 0 })
    ),
  ],
}
