import { boxed } from "./boxed.ts"
import { hashed } from "./hashed.ts"
import { lastNumber } from "./last_number.ts"
import { stated } from "./stated.ts"
import type { Extractor } from "./verdict.ts"

/**
 * The first of several extractors that finds an answer.
 *
 * @example
 * ```ts
 * import { firstOf } from "@rlif/rewards/answer/math-answer"
 * import { boxed } from "@rlif/rewards/answer/boxed"
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 *
 * firstOf(boxed, lastNumber)("\\boxed{x}, as 1 + 1 = 2") // "x"
 * ```
 */
export const firstOf = (...extractors: ReadonlyArray<Extractor>): Extractor => (text) => {
  for (const extract of extractors) {
    const found = extract(text)
    if (found?.trim()) return found
  }
  return undefined
}

/** An answer that says that it is one: `\boxed{...}`, `#### ...`, "the answer is ...", in this order, the last of each. */
export const markedAnswer: Extractor = firstOf(boxed, hashed, stated)

/**
 * The answer of a mathematical completion: what is marked as one, else its last number. A box that is open at the end was
 * cut, and then no number is taken for it.
 *
 * @example
 * ```ts
 * import { mathAnswer } from "@rlif/rewards/answer/math-answer"
 *
 * mathAnswer("Thus $\\boxed{\\{1, 2\\}}$, as 3 is out.") // "\\{1, 2\\}"
 * mathAnswer("6 * 7 = 42, so she pays $42.") // "42"
 * mathAnswer("Thus \\boxed{4") // undefined
 * ```
 */
export const mathAnswer: Extractor = firstOf(
  markedAnswer,
  (text) => /\\(?:boxed|fbox)\s*\{/.test(text) ? undefined : lastNumber(text),
)
