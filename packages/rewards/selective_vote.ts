import { strictAnswer } from "@rlif/core/data/arithmetic"
import { entropy } from "@rlif/core/signals"
import * as Effect from "effect/Effect"
import { clustersBy, sizes } from "./answer/clusters.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import { normalised } from "./normaliser.ts"
import { perGroupEffect, type Reward } from "./reward.ts"

/**
 * Where votes are taken for right, or for wrong.
 * @since 0.1.0
 */
export interface SelectiveVoteOptions {
  /** The least share of the group that the most frequent answer needs. Default 0.375. */
  readonly share?: number
  /** By how much, as a share, it has to be ahead of the next one. Default 0.125. */
  readonly margin?: number
  /** Below this share an answer may be taken for wrong. Default 0.125. */
  readonly rare?: number
  /** What each nat counts by which the completions of an answer are less certain than the group. Default 0.1. */
  readonly weight?: number
}

/**
 * SCRL's reward (arXiv:2603.19880, and its published code): the majority is taken for right only where it is clear, and a rare answer
 * is taken for wrong where its completions are less certain than the group. With p the share of an answer, h the mean token entropy
 * of its completions and H that of the group, in nats:
 *
 *     the clear majority       p         - weight (h - H)      p >= share, and ahead by more than the margin
 *     a rare, uncertain one    p - rare  - weight (h - H)      p < rare and h >= H
 *     any other                          - weight (h - H)
 *     no answer               -1
 *
 * No gold answer is read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { selectiveVote } from "@rlif/rewards/selective-vote"
 *
 * selectiveVote({ answer: lastNumber }).needs[0].name // "entropy"
 * ```
 *
 * @since 0.1.0
 */
export const selectiveVote = <E = never, R = never>(
  { share = 0.375, margin = 0.125, rare = 0.125, weight = 0.1, answer = strictAnswer, ...rest }:
    & SelectiveVoteOptions
    & Partial<AnswerOptions<E, R>> = {},
): Reward<"entropy", NoInfer<E>, NoInfer<R>, "group"> =>
  perGroupEffect<"entropy", E, R>(
    "selective_vote",
    [entropy],
    ({ rollouts }) =>
      Effect.map(clustersBy(rollouts.map(({ text }) => text), { answer, ...rest }), (labels) => {
        const count = rollouts.length
        const votes = sizes(labels)
        const entropies = rollouts.map(({ signals }) => normalised(signals.entropy, "mean"))
        const mean = (values: ReadonlyArray<number>) => values.reduce((sum, x) => sum + x, 0) / values.length
        const all = mean(entropies)
        // Each answer once, the most frequent first; of equally frequent ones the one given first.
        const ranked = [...new Set(labels.filter((label) => label >= 0))].toSorted((a, b) =>
          votes[b] - votes[a] || a - b
        )
        const [first, second] = ranked.map((label) => votes[label] / count)
        const clear = first >= share && (second === undefined || first - second > margin)
        return Float64Array.from(labels, (label) => {
          if (label < 0) return -1
          const p = votes[label] / count
          const less = mean(entropies.filter((_, i) => labels[i] === label)) - all
          const base = clear && label === ranked[0] ? p : p < rare && less >= 0 ? p - rare : 0
          return base - weight * less
        })
      }),
  )
