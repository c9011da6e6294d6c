import { centered as centeredFormula, floats, leaveOneOut as leaveOneOutFormula } from "@rlif/rewards/formula"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import type { Reward } from "@rlif/rewards/reward"
import { givenAnswer } from "../equivalence/answer_groups.ts"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import * as Effect from "effect/Effect"
import { centered } from "../advantage/centered.ts"
import { leaveOneOut } from "../advantage/leave_one_out.ts"
import { policyGradient } from "../equivalence/gradients.ts"
import { groupGradient } from "../equivalence/group_gradient.ts"
import { rewardGroups } from "../equivalence/groups.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { type Tree, trees } from "../equivalence/trees.ts"
import type { Theorem } from "./theorem.ts"

/** Every group of three is enumerated: at most four completions. */
const small = trees({ depth: 2, vocabulary: 2 })
/** One reward of what the policy said of each token, and one that tells symbols apart which are equally likely. */
const rewards = { distributions: tokenEntropy({ normaliser: "sum" }), symbols: exactAnswer({ answer: givenAnswer }) }
const size = 3

/** `1 - 1/G` */
const scaled = <E>(reward: Reward<string, E, never, "completion">) =>
  Effect.map(
    policyGradient(reward),
    (gradient) => (tree: Tree) => Effect.map(gradient(tree), (values) => Array.from(values, (x) => x * (1 - 1 / size))),
  )

const groups = rewardGroups({ least: 2 })

/**
 * E12
 * @stability unstable
 * @since 0.1.0
 */
export const leaveOneOutIsScaledCentering: Theorem = {
  id: "E12",
  name: "leave_one_out_is_scaled_centering",
  title:
    "Leave-one-out advantages are mean-centred ones times G/(G-1): including oneself in the mean shrinks them by 1 - 1/G.",
  formula: "r_i - mean_{j != i} r_j = G / (G - 1) (r_i - mean r); g[centred] = (1 - 1/G) g[R], g[leave-one-out] = g[R]",
  hypotheses: ["G > 1", "for expected gradients: independent completions, length-independent weights"],
  source: "RLOO, arXiv:2402.14740",
  relation: "advantages",
  scope: ["all G", "all V", "all T", "trees", "one parameter"],
  proofs: [
    "leave_one_out_is_scaled_centering",
    "self_inclusion_shrinks",
    "centered_advantages_scale_the_policy_gradient",
    "leave_one_out_has_the_policy_gradient",
    "rewards_tell_equal_chances_apart",
  ],
  claims: [
    sameValue("leave-one-out is scaled centering", groups, {
      sides: [leaveOneOut, (rewards) => centered(rewards).map((a) => a * rewards.length / (rewards.length - 1))],
    }),
    ...Object.entries(rewards).flatMap(([what, reward]) => [
      sameGradient(`in expectation leave-one-out has the policy gradient of ${what}`, small, {
        sides: [groupGradient(reward, { advantage: leaveOneOut, completions: size }), policyGradient(reward)],
        scale: 1, // of both rewards
      }),
      sameGradient(`in expectation centering has 1 - 1/G of it, of ${what}`, small, {
        sides: [groupGradient(reward, { advantage: centered, completions: size }), scaled(reward)],
        scale: 1,
      }),
    ]),
    sameValue("the kernel of leave-one-out is the formula", groups, {
      sides: [leaveOneOut, (rewards) => leaveOneOutFormula(floats)([...rewards])],
    }),
    sameValue("the kernel of centering is the formula", groups, {
      sides: [centered, (rewards) => centeredFormula(floats)([...rewards])],
    }),
  ],
}
