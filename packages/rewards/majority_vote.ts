import { strictAnswer } from "@rlif/core/data/arithmetic"
import { Effect } from "effect"
import { clustersBy, sizes } from "./answer/clusters.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import { perGroupEffect, type Reward } from "./reward.ts"

/**
 * TTRL's reward (arXiv:2504.16084): 1 where a completion gives the answer that most of its group give, else 0. Of equally
 * frequent answers the one that was given first counts. Without an answer a completion earns 0, and a group without any
 * earns nothing. No gold answer is read.
 * Which answers are the same, `compare` says: letter by letter, unless it is `mathematically` or another equivalence.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { majorityVote } from "@rlif/rewards/majority-vote"
 *
 * majorityVote({ answer: lastNumber }).needs // []: text alone
 * ```
 */
export const majorityVote = <E = never, R = never>(
  { answer = strictAnswer, ...rest }: Partial<AnswerOptions<E, R>> = {},
): Reward<never, NoInfer<E>, NoInfer<R>, "group"> =>
  perGroupEffect(
    "majority_vote",
    [],
    ({ rollouts }) =>
      Effect.map(clustersBy(rollouts.map(({ text }) => text), { answer, ...rest }), (labels) => {
        const votes = sizes(labels)
        const most = votes.reduce((a, b) => Math.max(a, b), 0)
        const majority = labels[votes.indexOf(most)]
        return Float64Array.from(labels, (label) => most > 0 && label === majority ? 1 : 0)
      }),
  )
