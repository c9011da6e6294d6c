import { announcement, unsaid } from "./_marks.ts"
import { statement } from "./_statement.ts"
import type { Extractor } from "./verdict.ts"

/**
 * What is said to be the answer: what follows the last "the answer is" or "answer:" of a text in any of a dozen languages, or a
 * heading that says so, to the end of its sentence or to its reason; of a sentence what it says. The text is empty where the
 * sentence does not say one thing.
 *
 * @example
 * ```ts
 * import { stated } from "@rlif/rewards/answer/stated.ts"
 *
 * stated("So the answer is 0.5. Check: 1/2.") // "0.5"
 * stated("The final answer is: **$x = 3$**") // "x = 3"
 * stated("Final Answer: The largest value is 7.") // "7"
 * ```
 */
export const stated: Extractor = (text) => {
  const plain = text.replace(/\*\*|__/g, "")
  const last = [...plain.matchAll(announcement)].at(-1)
  if (last === undefined) return undefined
  const before = plain.slice(Math.max(0, last.index - 120), last.index)
  if (unsaid.test(before.slice(before.search(/[^.!?\n]*$/)))) return ""
  return statement(plain.slice(last.index + last[0].length)) ?? ""
}
