import * as Effect from "effect/Effect"

/**
 * How alike texts are, each with each: from 0 to 1.
 * @since 0.1.0
 */
export type Similarity<E = never, R = never> = (
  texts: ReadonlyArray<string>,
) => Effect.Effect<ReadonlyArray<ReadonlyArray<number>>, E, R>

/**
 * The cosine of the counts of words, where no model of meaning is at hand: 1 where two texts have the same words as often, 0 where they
 * share none.
 *
 * @example
 * ```ts
 * import { wordSimilarity } from "@rlif/rewards/word-similarity"
 * import { Effect } from "effect"
 *
 * Effect.runSync(wordSimilarity(["a b", "b a", "a c"]))[0] // [1, 1, 0.5], but for rounding
 * ```
 *
 * @since 0.1.0
 */
export const wordSimilarity: Similarity = (texts) =>
  Effect.sync(() => {
    const counted = texts.map((text) => {
      const counts = new Map<string, number>()
      for (const word of text.split(/\s+/)) if (word !== "") counts.set(word, (counts.get(word) ?? 0) + 1)
      return counts
    })
    const dot = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) => {
      let sum = 0
      for (const [word, n] of a) sum += n * (b.get(word) ?? 0)
      return sum
    }
    const norms = counted.map((counts) => Math.sqrt(dot(counts, counts)))
    return counted.map((a, i) => counted.map((b, j) => norms[i] * norms[j] > 0 ? dot(a, b) / (norms[i] * norms[j]) : 0))
  })
