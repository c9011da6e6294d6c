import { strictAnswer } from "@rlif/core/data/arithmetic/answer"
import { clusters, sizes } from "./answer/clusters.ts"
import type { Extractor } from "./answer/verdict.ts"
import { perGroup, type Reward } from "./reward.ts"

/**
 * EMPO's reward (arXiv:2504.05812): the share of its group that gives the same answer as a completion, `n_c / G`, and 0
 * where it gives none. In expectation it raises the probability that two completions agree, `sum_c P(c)^2`: it lowers the
 * entropy of answers, not of texts. No gold answer is read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
 *
 * clusterFrequency({ answer: lastNumber }).name // "cluster_frequency"
 * ```
 */
export const clusterFrequency = ({ answer = strictAnswer }: { readonly answer?: Extractor } = {}): Reward =>
  perGroup("cluster_frequency", [], ({ rollouts }) => {
    const votes = sizes(clusters(rollouts.map(({ text }) => text), answer))
    return Float64Array.from(votes, (n) => n / rollouts.length)
  })
