import { lastNumber } from "./last_number.ts"
import { firstOf, markedAnswer } from "./math_answer.ts"
import type { Extractor } from "./verdict.ts"

/**
 * The answer in what somebody handed in, be it a bare answer or a whole completion: what is marked as the answer; of
 * sentences the last number, where they have one; else all of the text.
 *
 * @example
 * ```ts
 * import { givenAnswer } from "@rlif/rewards/answer/given-answer"
 *
 * givenAnswer("(1, 2]") // "(1, 2]"
 * givenAnswer("So she has 42 apples.") // "42"
 * givenAnswer("Hence $\\boxed{x = 3}$.") // "x = 3"
 * ```
 */
export const givenAnswer: Extractor = firstOf(
  markedAnswer,
  (text) => isSentence(text) ? lastNumber(text) : undefined,
  (text) => text,
)

/** Three words or more, the first of them in front: a quantity starts with its number, and a formula has no words. */
const isSentence = (text: string): boolean =>
  /^\s*(?:I|A|[A-Za-z]{2,})\b/.test(text) && (text.match(/(?<![\\a-zA-Z])[a-zA-Z]{2,}/g) ?? []).length >= 3
