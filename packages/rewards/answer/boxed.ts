import { type Box, boxes } from "@rlif/core/text"
import { isWhole } from "./_whole_box.ts"
import { denial } from "./_marks.ts"
import type { Extractor } from "./verdict.ts"

/**
 * What the last `\boxed{...}` (or `\fbox{...}`) of a text holds, with any braces inside; of several with nothing but and, or,
 * commas and names between them the list. Nothing where the last one is not closed, because the text was cut, where it is but
 * a piece of a formula, and where several are alternatives: then the text is empty.
 *
 * @example
 * ```ts
 * import { boxed } from "@rlif/rewards/answer/boxed.ts"
 *
 * boxed("\\boxed{1}, no: \\boxed{\\frac{1}{2}}") // "\\frac{1}{2}"
 * boxed("$x = \\boxed{3}$ and $y = \\boxed{7}$") // "x = 3, y = 7"
 * boxed("Either \\boxed{3} or \\boxed{7}") // ""
 * boxed("\\boxed{\\frac{1}{2}") // ""
 * ```
 */
export const boxed: Extractor = (text) => {
  // One that is empty only says where the answer will be.
  const all = boxes(text).filter(({ inside }) => inside === undefined || inside.trim() !== "")
  const last = all.at(-1)
  if (last === undefined) return undefined
  if (last.inside === undefined) return ""
  const outer: Array<Box & { readonly inside: string }> = []
  for (const { inside, start, end } of all) {
    if (inside !== undefined && start >= (outer.at(-1)?.end ?? 0)) outer.push({ inside, start, end })
  }
  const between = (i: number) => text.slice(outer[i - 1].end, outer[i].start)
  let first = outer.length - 1
  while (first > 0 && isJoint(between(first))) first--
  const list = outer.slice(first)
  const lead = sentenceBefore(text, list[0].start)
  const isAlternative = doubted.test(lead) || mistaken.test(lead) || (list.length > 1 && /\beither\b/i.test(lead)) ||
    (first > 0 && between(first).length < 80 && alternative.test(between(first)))
  if (
    isAlternative || denial.test(text.slice(list.at(-1)!.end, list.at(-1)!.end + 60)) ||
    !list.every((box) => isWhole(text, box))
  ) {
    return ""
  }
  const items = list.map((box) => `${list.length > 1 ? nameBefore(text, box) : ""}${box.inside.trim()}`)
  return [...new Set(items)].join(", ")
}

const name = String.raw`[a-zA-Z](?:_(?:\w|\{\w+\}))?\s*=\s*`
const markup = /\\(?:[,;:!() ]|q?quad(?![a-zA-Z])|text(?![a-zA-Z]))|[\s${}*]/g
const joint = new RegExp(String.raw`^(?:[,;]? ?(?:and|or|&)? ?(?:\\?, ?)?)(?:${name})?$`, "i")
const alternative = /^[^.!?\n]*(?:\b(?:or|versus|maybe|perhaps|possibly|alternatively|not|but)\b|\bvs\.?)[^.!?\n]*$/i
const doubted =
  /\beither\b.*\bor\b[^.,;]*$|(?:\b(?:not|never|cannot|neither|instead of|rather than|maybe|perhaps|possibly)|n['’]t)(?: [a-z]+){0,2}[\s$({*\\]*$/i
/** What somebody thought at first, or may think, or what only would be so. */
const mistaken =
  /\b(?:mistake|error|trap|misconception|(?:tempting|wrong|incorrect)(?: answer| value)?|first guess|(?:initially|first|originally|mistakenly) (?:thought|got|guessed|assumed|believed)|(?:might|may|could) (?:think|say|guess|believe|assume))(?: [a-z']+){0,4}[\s$({*\\]*$|\bif\b.*\b(?:were|had)\b.*\bwould\b/i
const series = /^[^.!?]*\band\b[^.!?]*$/i
const therefore = /\b(?:so|thus|hence|therefore|then|giving|finally|get|simplif\w+)\b/i

/** Nothing but a comma, and, or, and the name of the second one; or both are in one sentence, and none follows. */
const isJoint = (between: string): boolean => {
  const words = between.length < 80 ? between.replace(markup, " ").replace(/ +/g, " ").trim() : "."
  return joint.test(words) || (series.test(words) && !therefore.test(words))
}

/** The sentence so far. */
const sentenceBefore = (text: string, at: number): string => {
  const near = text.slice(Math.max(0, at - 200), at)
  return near.slice(Math.max(near.lastIndexOf("\n"), near.search(/[.!?]\s(?!.*[.!?]\s)/s)) + 1)
}

/** `x = ` before the box of its value. */
const nameBefore = (text: string, { start }: Box): string =>
  new RegExp(`(?<![a-zA-Z\\\\])${name}$`).exec(text.slice(Math.max(0, start - 20), start))?.[0] ?? ""
