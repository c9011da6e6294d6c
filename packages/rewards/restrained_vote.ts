import { strictAnswer } from "@rlif/core/data/arithmetic"
import * as Effect from "effect/Effect"
import { clustersBy, sizes } from "./answer/clusters.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import { perGroupEffect, type Reward } from "./reward.ts"

/**
 * How far RESTRAIN trusts a vote.
 * @since 0.1.0
 */
export interface RestrainedVoteOptions {
  /** The width of the weights about a share of 1: the smaller, the more the most frequent answer counts. Default 0.5. */
  readonly width?: number
  /** The least share of the group that the most frequent answer needs, or every completion is penalized. Default 0.2. */
  readonly share?: number
  /** How much every completion is then penalized. Default 1. */
  readonly penalty?: number
}

/**
 * RESTRAIN's weighing of all answers in place of the majority alone (arXiv:2510.02172): each answer j, given by a share f_j of the
 * group, is taken for right in turn, and completions get the mean of their standardized verdicts, weighted by
 *
 *     w_j = g(f_j) / sum_k g(f_k)      g(f) = exp(-(f - 1)^2 / (2 width^2))
 *     A_i = sum_j w_j z_j(i)           z_j of 1 where i answers j, else 0: minus their mean, by their deviation (divisor G - 1)
 *
 * Where no answer has the least share, there is nothing to trust: A_i = -penalty for all. An answer that all give has z = 0. The values
 * ARE advantages: train on them by `raw`. No gold answer is read. The paper's weight of each problem, from votes of the
 * untrained model, is not in it.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { restrainedVote } from "@rlif/rewards/restrained-vote"
 *
 * restrainedVote({ answer: lastNumber }).name // "restrained_vote"
 * ```
 *
 * @since 0.1.0
 */
export const restrainedVote = <E = never, R = never>(
  { width = 0.5, share = 0.2, penalty = 1, answer = strictAnswer, ...rest }:
    & RestrainedVoteOptions
    & Partial<AnswerOptions<E, R>> = {},
): Reward<never, NoInfer<E>, NoInfer<R>, "group"> =>
  perGroupEffect(
    "restrained_vote",
    [],
    ({ rollouts }) =>
      Effect.map(clustersBy(rollouts.map(({ text }) => text), { answer, ...rest }), (labels) => {
        const count = rollouts.length
        const votes = sizes(labels)
        // Sorted, so that the order of completions changes no bit.
        const shares = labels.flatMap((label, i) => label === i ? [votes[i] / count] : []).toSorted((a, b) => a - b)
        if (!(Math.max(0, ...shares) >= share)) return new Float64Array(count).fill(-penalty)
        const g = (f: number) => Math.exp(-((f - 1) ** 2) / (2 * width ** 2))
        const all = shares.reduce((sum, f) => sum + g(f), 0)
        // By how much a verdict of 1 is above one of 0, weighted; n ones among G have variance n (1 - n / G) / (G - 1).
        const step = (f: number) => f < 1 ? g(f) / all / Math.sqrt(count * f * (1 - f) / (count - 1)) : 0
        const none = shares.reduce((sum, f) => sum - f * step(f), 0)
        return Float64Array.from(labels, (label) => label < 0 ? none : none + step(votes[label] / count))
      }),
  )
