import type { Group } from "@rlif/core/sample/group"
import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { collision, floats } from "@rlif/rewards/formula"
import * as Arbitrary from "effect/Arbitrary"
import { centered } from "../advantage/centered.ts"
import { answerGroups, givenAnswer } from "../equivalence/answer_groups.ts"
import { slope } from "../equivalence/gradients.ts"
import { groupGradient } from "../equivalence/group_gradient.ts"
import { sameAdvantages } from "../equivalence/same_advantages.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { trajectories, type Tree, trees } from "../equivalence/trees.ts"
import { zero } from "../equivalence/side.ts"
import type { Theorem } from "./theorem.ts"

/** Every group of three is enumerated: at most four completions. */
const small = trees({ depth: 2, vocabulary: 2 })

/** The last token, so that completions of several texts share an answer. */
const answer = givenAnswer
const reward = clusterFrequency({ answer })

/**
 * `S = sum_c P(c)^2`, of the probabilities that a completion ends with each token.
 * @stability unstable
 * @since 0.1.0
 */
export const agreement = (tree: Tree): number => {
  const chance = new Map<number, number>()
  for (const { path, probability } of trajectories(tree)) {
    const { token } = path.at(-1)!
    chance.set(token, (chance.get(token) ?? 0) + probability)
  }
  return collision(floats)([...chance.values()])
}

/** Two symbols that are equally likely are two answers. */
const coin: Tree = { p: [1 / 2, 1 / 2], next: [undefined, undefined] }

const asIs = (rewards: Float64Array) => rewards

/** Exactly two answers, one of them given more often: 1 is said by the first, 2 by the second, and the third breaks a tie. */
const twoUnequal = Arbitrary.map(answerGroups({ least: 3, answers: 2 }), (group): Group => {
  const given = group.rollouts.map(({ text }, i) => i < 2 ? i + 1 : Number(answer(text) ?? 1))
  const tied = given.filter((x) => x === 1).length * 2 === given.length
  const texts = given.map((x, i) => String(tied && i === 2 ? 3 - x : x))
  return { ...group, rollouts: group.rollouts.map((rollout, i) => ({ ...rollout, text: texts[i] })) }
})

/**
 * E16
 * @stability unstable
 * @since 0.1.0
 */
export const clusterFrequencyRaisesAgreement: Theorem = {
  id: "E16",
  name: "cluster_frequency_raises_agreement",
  title:
    "The share of its group that agrees with a completion teaches agreement: half the gradient of the collision probability, times 1 - 1/G; mean-centred nothing at all at G = 2.",
  formula: "S = sum_c P(c)^2: g[n_c / G] = (G-1) / (2 G) grad S, and mean-centred (G-1) (G-2) / (2 G^2) grad S",
  hypotheses: [
    "independent completions",
    "length-independent weights",
    "every completion has an answer",
    "for equal advantages: two unequal clusters, eps = 0",
  ],
  source: "EMPO, arXiv:2504.05812; derived by the score identity of E7",
  relation: "gradient",
  scope: ["all G", "all V", "all T", "trees", "one parameter"],
  proofs: [
    "agreement_is_how_likely_two_agree",
    "a_fair_coin_agrees_half_the_time",
    "expected_cluster_frequency",
    "cluster_frequency_raises_agreement",
    "centered_cluster_frequency_raises_agreement_less",
    "centered_cluster_frequency_teaches_pairs_nothing",
    "two_clusters_are_votes_on_another_scale",
    "two_unequal_clusters_are_the_majority_vote",
  ],
  claims: [
    sameValue("two throws of a fair coin agree half the time", Arbitrary.Constant(coin), {
      sides: [agreement, () => 1 / 2],
      within: 0,
    }),
    ...[2, 3].flatMap((size) => [
      sameGradient(`as it is, in groups of ${size}`, small, {
        sides: [
          groupGradient(reward, { advantage: asIs, completions: size }),
          slope((tree) => (size - 1) / (2 * size) * agreement(tree)),
        ],
        scale: 1, // of the reward
      }),
      sameGradient(`mean-centred, in groups of ${size}`, small, {
        sides: [
          groupGradient(reward, { advantage: centered, completions: size }),
          // In pairs nothing.
          size === 2 ? zero : slope((tree) => (size - 1) * (size - 2) / (2 * size * size) * agreement(tree)),
        ],
        scale: 1,
      }),
    ]),
    sameAdvantages("of two unequal clusters it is the majority vote", twoUnequal, {
      sides: [reward, majorityVote({ answer })],
    }),
  ],
}
