import { strictAnswer } from "@rlif/core/data/arithmetic"
import * as Effect from "effect/Effect"
import { clustersBy, sizes } from "./answer/clusters.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import { perGroupEffect, type Reward } from "./reward.ts"

/**
 * EMPO's reward (arXiv:2504.05812): the share of the group that gives the same answer as the completion, `n_c / G`, or 0
 * for a completion without an answer. In expectation the reward raises the probability that two completions agree,
 * `sum_c P(c)^2`, and so lowers the entropy of answers, not of texts. No gold answer is read.
 * `compare` decides which answers are the same: `mathematically` or another equivalence, by default letter by letter.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
 *
 * clusterFrequency({ answer: lastNumber }).name // "cluster_frequency"
 * ```
 *
 * @since 0.1.0
 */
export const clusterFrequency = <E = never, R = never>(
  { answer = strictAnswer, ...rest }: Partial<AnswerOptions<E, R>> = {},
): Reward<never, NoInfer<E>, NoInfer<R>, "group"> =>
  perGroupEffect("cluster_frequency", [], ({ rollouts }) =>
    Effect.map(
      clustersBy(rollouts.map(({ text }) => text), { answer, ...rest }),
      (labels) => Float64Array.from(sizes(labels), (n) => n / rollouts.length),
    ))
