import { floats, standardized as formula } from "@rlif/rewards/formula"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { standardized } from "../advantage/standardized.ts"
import { rewardGroups } from "../equivalence/groups.ts"
import { sameAdvantages } from "../equivalence/same_advantages.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { zero } from "../equivalence/side.ts"
import type { Theorem } from "./theorem.ts"

const quarters = (least: number, most: number) =>
  Arbitrary.map(Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: least, maximum: most }))), (x) => x / 4)

/** A group that is not constant, and r -> a r + b with a > 0. */
const affine = Arbitrary.all({ rewards: rewardGroups({ distinct: true }), a: quarters(1, 40), b: quarters(-40, 40) })
const moved = ({ rewards, a, b }: { readonly rewards: Float64Array; readonly a: number; readonly b: number }) =>
  rewards.map((r) => a * r + b)

/**
 * E10
 * @stability unstable
 * @since 0.1.0
 */
export const advantagesAreAffineInvariant: Theorem = {
  id: "E10",
  name: "advantages_are_affine_invariant",
  title: "Group-normalised advantages do not see a positive scale or an offset of the reward; eps is scaled instead.",
  formula: "A_eps(a r + b) = A_{eps/a}(r), so A_0(a r + b) = A_0(r)",
  hypotheses: ["a > 0", "the group is not constant (a constant group has advantages 0 by definition)"],
  source: "GRPO's advantages, arXiv:2402.03300",
  relation: "advantages",
  scope: ["all G"],
  proofs: ["advantages_are_affine_covariant", "advantages_are_affine_invariant"],
  claims: [
    sameAdvantages("invariant at eps 0", affine, { sides: [({ rewards }) => rewards, moved] }),
    sameValue("eps is divided by the scale", affine, {
      sides: [
        (group) => standardized({ eps: 0.01 })(moved(group)),
        ({ rewards, a }) => standardized({ eps: 0.01 / a })(rewards),
      ],
    }),
    sameValue("the kernel is the formula", rewardGroups({ distinct: true }), {
      sides: [standardized({ eps: 0.01 }), (rewards) => formula(floats)({ rewards: [...rewards], eps: 0.01 })],
    }),
    sameValue("a constant group has none", rewardGroups({ most: 1, least: 1 }), {
      sides: [
        (rewards) => standardized({ eps: 0 })(Float64Array.of(rewards[0], rewards[0], rewards[0])),
        zero,
      ],
      within: 0,
      scale: 1, // of standardized advantages
    }),
  ],
}
