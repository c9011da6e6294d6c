import { strictAnswer } from "@rlif/core/data/arithmetic"
import * as Effect from "effect/Effect"
import { majorityOf } from "./answer/majority.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import { perGroupEffect, type Reward } from "./reward.ts"

/**
 * TTRL's reward (arXiv:2504.16084): 1 for a completion with the most frequent answer of its group, else 0. Of equally
 * frequent answers the one given first counts. A completion without an answer earns 0. No gold answer is read.
 * `compare` decides which answers are the same: `mathematically` or another equivalence, by default letter by letter.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { majorityVote } from "@rlif/rewards/majority-vote"
 *
 * majorityVote({ answer: lastNumber }).needs // []: text alone
 * ```
 *
 * @since 0.1.0
 */
export const majorityVote = <E = never, R = never>(
  { answer = strictAnswer, ...rest }: Partial<AnswerOptions<E, R>> = {},
): Reward<never, NoInfer<E>, NoInfer<R>, "group"> =>
  perGroupEffect(
    "majority_vote",
    [],
    ({ rollouts }) =>
      Effect.map(
        majorityOf(rollouts.map(({ text }) => text), { answer, ...rest }),
        ({ labels, most }) => Float64Array.from(labels, (label) => most >= 0 && label === labels[most] ? 1 : 0),
      ),
  )
