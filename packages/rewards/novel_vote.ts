import { strictAnswer } from "@rlif/core/data/arithmetic"
import * as Effect from "effect/Effect"
import { majorityOf } from "./answer/majority.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import { perGroupEffect, type Reward } from "./reward.ts"
import { type Similarity, wordSimilarity } from "./word_similarity.ts"

/**
 * EVOL-RL's reward (arXiv:2509.15194, and its published code): the majority decides the sign, and novelty how much. Of a completion
 * with an answer let s be the mean similarity to the others on its side of the vote (to all others where it is alone there) and m the
 * greatest similarity to any other; its novelty `1 - (s + m) / 2` is scaled to n in [0, 1] from the least to the greatest of its
 * side, and is 1/2 where it is alone or all are the same:
 *
 *     in the majority   1/2 + n/2        from 1/2 to 1
 *     against it       -1 + n/2          from -1 to -1/2
 *     no answer        -1
 *
 * `similarity` says how alike texts are: EVOL-RL takes an embedding model's cosine; by default it is that of the counts of words. No
 * gold answer is read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { novelVote } from "@rlif/rewards/novel-vote"
 *
 * novelVote({ answer: lastNumber }).name // "novel_vote"
 * ```
 *
 * @since 0.1.0
 */
export const novelVote = <E = never, R = never, E1 = never, R1 = never>(
  { answer = strictAnswer, similarity, ...rest }: Partial<AnswerOptions<E, R>> & {
    readonly similarity?: Similarity<E1, R1>
  } = {},
): Reward<never, NoInfer<E | E1>, NoInfer<R | R1>, "group"> =>
  perGroupEffect(
    "novel_vote",
    [],
    Effect.fnUntraced(function* ({ rollouts }) {
      const texts = rollouts.map(({ text }) => text)
      const { labels, most } = yield* majorityOf(texts, { answer, ...rest })
      const given = texts.flatMap((_, i) => labels[i] < 0 ? [] : [i])
      const alike = yield* (similarity ?? wordSimilarity)(given.map((i) => texts[i]))
      const right = given.map((i) => labels[i] === labels[most])
      const novelty = given.map((_, a) => {
        const others = given.flatMap((_, b) => b === a ? [] : [b])
        const side = others.filter((b) => right[b] === right[a])
        const near = (side.length > 0 ? side : others).map((b) => alike[a][b])
        return 1 - (mean(near) + Math.max(0, ...others.map((b) => alike[a][b]))) / 2
      })
      const total = new Float64Array(texts.length).fill(-1)
      for (const [a, i] of given.entries()) {
        const own = novelty.filter((_, b) => right[b] === right[a])
        const [least, greatest] = [Math.min(...own), Math.max(...own)]
        const n = greatest > least ? (novelty[a] - least) / (greatest - least) : 1 / 2
        total[i] = (right[a] ? 1 / 2 : -1) + n / 2
      }
      return total
    }),
  )

const mean = (values: ReadonlyArray<number>) =>
  values.length === 0 ? 0 : values.reduce((sum, x) => sum + x, 0) / values.length
