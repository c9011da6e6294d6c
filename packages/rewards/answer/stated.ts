import { formulas } from "./_formulas.ts"
import type { Extractor } from "./verdict.ts"

const statement =
  /(?:\b(?:answer|correct\s+(?:option|choice))\s+is(?:,?\s+(?:therefore|thus|then|simply|clearly|just|exactly|equal\s+to),?)*|\banswer\s*(?=[:=])|^#*[ \t]*(?:final[ \t]+)?answer[ \t]*$|<answer>)\s*[:=]?\s*/gim

/**
 * What is said to be the answer: what follows the last "the answer is" or "answer:" of a text, a heading or a tag that says
 * so, without markup, to the end of its sentence or to its reason. A formula between dollar signs is taken whole.
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
  const rest = last.input.slice(last.index + last[0].length).trim()
  const [formula] = formulas(rest)
  return formula?.start === 0 ? formula.tex : sentence(rest.split("\n")[0]).trim()
}

/** Up to a period that no digit follows, 0.5 goes on and 5. ends, or to a word that gives the reason. */
const sentence = (text: string): string =>
  /^[^]*?(?=(?<!\\)[.!?](?:\s|$)|,?\s\(?(?:since|because|which|while)\b|,\s(?:as|so|but)\b|<\/answer>|$)/i.exec(
    text,
  )![0]
