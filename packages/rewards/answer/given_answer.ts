import { formulas } from "./_formulas.ts"
import { lastFormula } from "./last_formula.ts"
import { lastNumber } from "./last_number.ts"
import { firstOf, markedAnswer } from "./math_answer.ts"
import type { Extractor } from "./verdict.ts"

/**
 * The answer in what somebody handed in, be it a bare answer or a whole completion: after its thinking, where that is marked,
 * what is marked as the answer; of sentences the last formula or number, where they have one; else all of the text.
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
export const givenAnswer: Extractor = (text) => inSpoken(text.replace(/^[^]*<\/think>\s*/, ""))

const inSpoken = firstOf(
  markedAnswer,
  (text) => isSentence(text) ? lastFormula(text) ?? lastNumber(text) : undefined,
  (text) => text,
)

/**
 * A word in front, and it leads somewhere, or there is a verb, a formula, or two more words, where the first is capital: a
 * quantity starts with its number, and `ab + bc + cd` is none.
 */
const isSentence = (text: string): boolean =>
  /^[\s#*]*(?:I|A|[A-Za-z]{2,})\b/.test(text) &&
  (/^[\s#*]*(?:so|thus|hence|therefore|then|we|s?he|it|they|i(?=\s+[a-z]))\b/i.test(text) ||
    /\b(?:is|are|have|has|equals|costs?)\s/.test(text) ||
    formulas(text).length > 0 ||
    /^[\s#*]*[A-Z][a-z']*,?\s+[a-zA-Z]{2,}[^]*?(?<![\\a-zA-Z])[a-zA-Z]{2,}/.test(text))
