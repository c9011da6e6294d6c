import { strictAnswer } from "@rlif/core/data/arithmetic/answer"
import { clusters, sizes } from "./answer/clusters.ts"
import type { Extractor } from "./answer/verdict.ts"
import { perGroup, type Reward } from "./reward.ts"

/**
 * TTRL's reward (arXiv:2504.16084): 1 where a completion gives the answer that most of its group give, else 0. Of equally
 * frequent answers the one that was given first counts. Without an answer a completion earns 0, and a group without any
 * earns nothing. No gold answer is read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { majorityVote } from "@rlif/rewards/majority-vote"
 *
 * majorityVote({ answer: lastNumber }).needs // []: text alone
 * ```
 */
export const majorityVote = ({ answer = strictAnswer }: { readonly answer?: Extractor } = {}): Reward =>
  perGroup("majority_vote", [], ({ rollouts }) => {
    const labels = clusters(rollouts.map(({ text }) => text), answer)
    const votes = sizes(labels)
    const most = votes.reduce((a, b) => Math.max(a, b), 0)
    const majority = labels[votes.indexOf(most)]
    return Float64Array.from(labels, (label) => most > 0 && label === majority ? 1 : 0)
  })
