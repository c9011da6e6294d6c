import * as Effect from "effect/Effect"
import type { AnswerOptions, Extractor } from "./verdict.ts"

/**
 * Which completions of a group give the same answer, letter by letter but for white space around it: by completion the
 * place of the first one with its answer, and -1 where it has none.
 *
 * @example
 * ```ts
 * import { clusters } from "@rlif/rewards/answer/clusters"
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 *
 * clusters(["it is 4", "so 5", "hm", "4 it is"], lastNumber) // [0, 1, -1, 0]
 * ```
 *
 * @since 0.1.0
 */
export const clusters = (texts: ReadonlyArray<string>, answer: Extractor): ReadonlyArray<number> => {
  const first = new Map<string, number>()
  return texts.map((text, i) => {
    const given = answer(text)?.trim()
    if (!given) return -1
    if (!first.has(given)) first.set(given, i)
    return first.get(given)!
  })
}

/**
 * The same by any equivalence, as `mathematically` is: each answer joins the first one before it
 * that it equals, and by an equivalence the order does not matter. An unreadable answer, which does not even equal itself,
 * belongs to no cluster. Answers that are spelled alike are compared once.
 * @since 0.1.0
 */
export const clustersBy = Effect.fnUntraced(function* <E = never, R = never>(
  texts: ReadonlyArray<string>,
  { answer, compare }: AnswerOptions<E, R>,
): Effect.fn.Return<ReadonlyArray<number>, E, R> {
  const spelled = clusters(texts, answer)
  if (compare === undefined) return spelled
  const found = new Map<number, number>([[-1, -1]])
  const heads: Array<{ readonly place: number; readonly given: string }> = []
  for (const place of new Set(spelled)) {
    if (place < 0) continue
    const given = answer(texts[place])!
    let home = (yield* compare(given, given)) === "correct" ? place : -1
    for (const head of home < 0 ? [] : heads) {
      if ((yield* compare(head.given, given)) !== "correct") continue
      home = head.place
      break
    }
    if (home === place) heads.push({ place, given })
    found.set(place, home)
  }
  return spelled.map((place) => found.get(place)!)
})

/**
 * How many completions are in the cluster of each; 0 where it has none.
 * @since 0.1.0
 */
export const sizes = (labels: ReadonlyArray<number>): ReadonlyArray<number> => {
  const size = new Map<number, number>()
  for (const label of labels) size.set(label, (size.get(label) ?? 0) + 1)
  return labels.map((label) => label < 0 ? 0 : size.get(label)!)
}
