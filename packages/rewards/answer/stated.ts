import type { Extractor } from "./verdict.ts"

const statement = /\b(?:the\s+(?:final\s+)?answer\s+is|(?:final\s+)?answer\s*(?=[:=]))\s*[:=]?\s*/gi

/**
 * What is said to be the answer: what follows the last "the answer is" or "answer:" of a text, without markup, to the end
 * of its sentence. A formula between dollar signs is taken whole.
 *
 * @example
 * ```ts
 * import { stated } from "@rlif/rewards/answer/stated"
 *
 * stated("So the answer is 0.5. Check: 1/2.") // "0.5"
 * stated("The final answer is: **$x = 3$**") // "x = 3"
 * ```
 */
export const stated: Extractor = (text) => {
  const last = [...text.replace(/\*\*|__/g, "").matchAll(statement)].at(-1)
  if (last === undefined) return undefined
  const said = last.input.slice(last.index + last[0].length).split("\n")[0].trim()
  const formula = /^(?:\$\$?([^$]+)\$\$?|\\\(([^]*?)\\\)|\\\[([^]*?)\\\])(?![\d.]*\d)/.exec(said)
  return (formula?.[1] ?? formula?.[2] ?? formula?.[3] ?? sentence(said)).trim()
}

/** Up to a period that no digit follows: 0.5 goes on, 5. ends. */
const sentence = (text: string): string => /^[^]*?(?=[.!?](?:\s|$)|$)/.exec(text)![0]
