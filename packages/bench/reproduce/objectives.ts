import { entropy as entropySignal } from "@rlif/core/signals"
import type { Seed } from "@rlif/core/random/seed"
import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
import { constant } from "@rlif/rewards/constant"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { random } from "@rlif/rewards/random"
import { perRollout, type Reward } from "@rlif/rewards/reward"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryMean, trajectorySum } from "@rlif/rewards/trajectory-entropy"
import { vocabulary } from "@rlif/core/data/arithmetic"

/** What a run may train on; `shuffled` is self-certainty whose advantages are dealt to the wrong completions. */
export const objectiveNames = [
  "self-certainty",
  "token-entropy",
  "trajectory-mean",
  "trajectory-sum",
  "forward-certainty",
  "exact-answer",
  "majority-vote",
  "cluster-frequency",
  "random",
  "constant",
  "shuffled",
] as const

/** One of the objectives. */
export type ObjectiveName = (typeof objectiveNames)[number]

const { length: v } = vocabulary

/** `1/T sum_t KL(p_t || U)`: by theorem E1 the token-entropy reward plus log V. */
const forwardCertainty = perRollout(
  "forward_certainty",
  [entropySignal],
  ({ signals: { entropy } }) => entropy.reduce((sum, h) => sum + (Math.log(v) - h), 0) / entropy.length,
)

/** The reward of an objective. */
export const objective = (name: ObjectiveName, seed: Seed): Reward<string, unknown> => {
  const rewards: Readonly<Record<ObjectiveName, () => Reward<string, unknown>>> = {
    "self-certainty": () => selfCertainty(),
    "token-entropy": () => tokenEntropy(),
    "trajectory-mean": () => trajectoryMean(),
    "trajectory-sum": () => trajectorySum(),
    "forward-certainty": () => forwardCertainty,
    "exact-answer": () => exactAnswer(),
    "majority-vote": () => majorityVote(),
    "cluster-frequency": () => clusterFrequency(),
    random: () => random({ seed }),
    constant: () => constant(),
    shuffled: () => selfCertainty(),
  }
  return rewards[name]()
}
