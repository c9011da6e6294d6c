import { centered as centeredFormula, leaveOneOut as leaveOneOutFormula } from "@rlif/rewards/objective/advantage"
import { floats } from "@rlif/rewards/objective/floats"
import { centered } from "../advantage/centered.ts"
import { leaveOneOut } from "../advantage/leave_one_out.ts"
import { rewardGroups } from "../equivalence/groups.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Theorem } from "./theorem.ts"

const groups = rewardGroups({ least: 2 })

/** E12 */
export const leaveOneOutIsScaledCentering: Theorem = {
  id: "E12",
  name: "leave_one_out_is_scaled_centering",
  title:
    "Leave-one-out advantages are mean-centred ones times G/(G-1): including oneself in the mean shrinks them by 1 - 1/G.",
  formula: "r_i - mean_{j != i} r_j = G / (G - 1) (r_i - mean r)",
  hypotheses: ["G > 1"],
  source: "RLOO, arXiv:2402.14740",
  relation: "advantages",
  proofs: ["leave_one_out_is_scaled_centering", "self_inclusion_shrinks"],
  claims: [
    sameValue("leave-one-out is scaled centering", groups, {
      sides: [leaveOneOut, (rewards) => centered(rewards).map((a) => a * rewards.length / (rewards.length - 1))],
    }),
    sameValue("the kernel of leave-one-out is the formula", groups, {
      sides: [leaveOneOut, (rewards) => leaveOneOutFormula(floats)([...rewards])],
    }),
    sameValue("the kernel of centering is the formula", groups, {
      sides: [centered, (rewards) => centeredFormula(floats)([...rewards])],
    }),
  ],
}
