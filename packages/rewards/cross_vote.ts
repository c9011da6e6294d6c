import { strictAnswer } from "@rlif/core/data/arithmetic"
import type { Problem } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import { judgedBy } from "./_judged.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import type { Reward, Score } from "./reward.ts"
import { MissingParaphrase } from "./reward_error.ts"

/**
 * Co-rewarding-I's reward (arXiv:2508.00410): 1 for a completion with the most frequent answer that was given to the OTHER wordings
 * of its problem in the batch, else 0. `of` says which problems are one: by default those whose ids are the same up to the last
 * `#`, as the stage `paraphrased` makes them. Fails with `MissingParaphrase` where a problem stands alone. No gold answer is
 * read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { crossVote } from "@rlif/rewards/cross-vote"
 *
 * crossVote({ answer: lastNumber }).name // "cross_vote"
 * ```
 *
 * @since 0.1.0
 */
export const crossVote = <E = never, R = never>(
  { of = ({ id }) => id.replace(/#[^#]*$/, ""), answer = strictAnswer, ...rest }: Partial<AnswerOptions<E, R>> & {
    readonly of?: (problem: Problem) => string
  } = {},
): Reward<never, NoInfer<E> | MissingParaphrase, NoInfer<R>, "group"> => ({
  name: "cross_vote",
  scope: "group",
  needs: [],
  score: (groups) =>
    Effect.forEach(
      groups,
      Effect.fnUntraced(function* (group) {
        const others = groups.filter((other) => other !== group && of(other.problem) === of(group.problem))
        if (others.length === 0) return yield* new MissingParaphrase({ problem: group.problem.id })
        const texts = others.flatMap(({ rollouts }) => rollouts.map(({ text }) => text))
        const total = yield* judgedBy(group, texts, { answer, ...rest })
        return { total, components: { cross_vote: total } } satisfies Score
      }),
    ),
})
