import * as Effect from "effect/Effect"

/**
 * Takes the answer out of a completion's text; `undefined`, or white space alone, if there is none.
 * @since 0.1.0
 */
export type Extractor = (text: string) => string | undefined

/**
 * The judgment of a completion. One without a readable answer is unparsable, which is counted apart.
 * @since 0.1.0
 */
export type Verdict = "correct" | "wrong" | "unparsable"

/**
 * Compares an answer with the gold answer; unparsable if either cannot be read.
 * @since 0.1.0
 */
export type Compare<E = never, R = never> = (gold: string, given: string) => Effect.Effect<Verdict, E, R>

/**
 * How answers are found, and when two are the same.
 * @since 0.1.0
 */
export interface AnswerOptions<E = never, R = never> {
  readonly answer: Extractor
  readonly compare?: Compare<E, R>
}

/**
 * Compares letter by letter, without the white space around the answers.
 * @since 0.1.0
 */
export const literally: Compare = (gold, given) => Effect.succeed(gold.trim() === given.trim() ? "correct" : "wrong")

/**
 * Judges the answer in a text. Any one of several gold answers is enough. The verdict is unparsable if the answer, or every
 * gold answer, cannot be read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { verdict } from "@rlif/rewards/answer/verdict"
 * import { Effect } from "effect"
 *
 * Effect.runSync(verdict("so it is 12", "12", { answer: lastNumber })) // "correct"
 * Effect.runSync(verdict("no idea", "12", { answer: lastNumber })) // "unparsable"
 * ```
 *
 * @since 0.1.0
 */
export const verdict = <E = never, R = never>(
  text: string,
  gold: string | ReadonlyArray<string>,
  { answer, compare = literally }: AnswerOptions<E, R>,
): Effect.Effect<Verdict, E, R> => {
  const given = answer(text)?.trim()
  if (!given) return Effect.succeed("unparsable")
  const golds = typeof gold === "string" ? [gold] : gold
  return golds.reduce<Effect.Effect<Verdict, E, R>>(
    (sofar, gold) =>
      Effect.flatMap(
        sofar,
        (is) =>
          is === "correct"
            ? Effect.succeed(is)
            : Effect.map(compare(gold, given), (next) => next === "unparsable" ? is : next),
      ),
    Effect.succeed("unparsable"),
  )
}
