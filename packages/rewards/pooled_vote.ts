import { strictAnswer } from "@rlif/core/data/arithmetic"
import * as Effect from "effect/Effect"
import { majorityOf } from "./answer/majority.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import type { Memory } from "./memory.ts"
import { perGroupEffect, type Reward } from "./reward.ts"

/**
 * The majority vote over a problem's present completions and those of its last visits, which `memory` holds: 1 for a completion with
 * the most frequent answer of all of them, else 0. A vote that turns from one visit to the next, as votes of few completions do, is
 * steadied; what the model thought `visits` visits ago is forgotten. No gold answer is read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { memory } from "@rlif/rewards/memory"
 * import { pooledVote } from "@rlif/rewards/pooled-vote"
 *
 * pooledVote({ memory: memory(), visits: 3, answer: lastNumber }).name // "pooled_vote"
 * ```
 *
 * @since 0.1.0
 */
export const pooledVote = <E = never, R = never>(
  { memory, visits, answer = strictAnswer, ...rest }: Partial<AnswerOptions<E, R>> & {
    /** The texts of each of the last visits of a problem, the oldest first. */
    readonly memory: Memory<ReadonlyArray<ReadonlyArray<string>>>
    /** How many earlier visits vote. */
    readonly visits: number
  },
): Reward<never, NoInfer<E>, NoInfer<R>, "group"> =>
  perGroupEffect(
    "pooled_vote",
    [],
    Effect.fnUntraced(function* ({ problem, rollouts }) {
      const texts = rollouts.map(({ text }) => text)
      const earlier = memory.recall(problem.id)?.slice(-visits) ?? []
      // The present first: of equally frequent answers it is the present's that counts.
      const { labels, most } = yield* majorityOf([...texts, ...earlier.flat()], { answer, ...rest })
      if (visits > 0) memory.keep(problem.id, [...earlier, texts].slice(-visits))
      return Float64Array.from(texts, (_, i) => most >= 0 && labels[i] === labels[most] ? 1 : 0)
    }),
  )
