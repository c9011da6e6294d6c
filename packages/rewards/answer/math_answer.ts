import { boxes } from "@rlif/core/text"
import { boxed } from "./boxed.ts"
import { finalPart } from "./_final_part.ts"
import { denial, withdrawal } from "./_marks.ts"
import { says } from "./_sentence.ts"
import { choice, conclusion, sentences, statement } from "./_statement.ts"
import { hashed } from "./hashed.ts"
import { stated } from "./stated.ts"
import type { Extractor } from "./verdict.ts"

/**
 * The answer in a text, be the text a bare answer or a whole completion. Between the thinking and the end of the completion
 * the answer is what is marked: by the tags `<answer>`, by `\boxed{...}`, by `####` or by "the answer is", tried in this
 * order, the last of each; without a mark, what the last sentence with a formula says, if it says one thing. A formula is
 * taken whole or not at all. An answer that is taken back afterwards is none, and in doubt there is no answer.
 *
 * @example
 * ```ts
 * import { mathAnswer } from "@rlif/rewards/answer/math-answer"
 *
 * mathAnswer("Thus $\\boxed{\\{1, 2\\}}$, as 3 is out.") // "\\{1, 2\\}"
 * mathAnswer("6 * 7 = 42, so the area is 42\\pi.") // "42\\pi"
 * mathAnswer("(1, 2]") // "(1, 2]"
 * mathAnswer("<think>\\boxed{41}") // undefined
 * ```
 *
 * @since 0.1.0
 */
export const mathAnswer: Extractor = (text) => {
  const final = ownPart(finalPart(text) ?? "")
  if (final === "") return undefined
  const back = [...final.matchAll(withdrawal)].at(-1)
  if (back === undefined) return (marked(final) ?? unmarked(final)) || undefined
  const rest = final.slice(back.index + back[0].length)
  const renewed = marked(rest)
  if (renewed !== undefined) return renewed || undefined
  return marked(final.slice(0, back.index)) === undefined && says(rest) ? unmarked(rest) : undefined
}

/** The text up to the next question, which a model that has answered may go on to ask itself. */
const ownPart = (text: string): string => {
  const next = /\n[ \t]{0,4}(?:#{1,4} )?(?:Q|Question|Problem|Exercise|Human|User|Instruction)(?: \d{1,3})? ?[:.]/.exec(
    text,
  )
  return next !== null && marked(text.slice(0, next.index)) !== undefined ? text.slice(0, next.index) : text
}

/** The marked answer; "" if the mark says nothing, `undefined` if there is no mark. */
const marked = (text: string): string | undefined => {
  const tag = tagged(text)
  if (tag !== undefined) return tag
  const box = boxed(text)
  if (box !== undefined) return inBox(box)
  const hash = hashed(text)
  if (hash !== undefined) return said(hash)
  return stated(text)
}

const tags = /<(\/)?(?:final_?)?(?:answer|output|solution|result)>/gi

/** The content of the last pair of tags; a tag without its end was cut. */
const tagged = (text: string): string | undefined => {
  const all = [...text.matchAll(tags)]
  const last = all.at(-1)
  if (last === undefined) return undefined
  const open = last[1] === undefined ? undefined : all.at(-2)
  if (open === undefined || open[1] !== undefined) return last[1] === undefined ? "" : undefined
  return denial.test(text.slice(last.index + last[0].length))
    ? ""
    : said(text.slice(open.index + open[0].length, last.index))
}

/** An answer may be marked twice. */
const said = (text: string): string => {
  const plain = text.replace(/\*\*|__/g, "").trim()
  const box = boxed(plain)
  if (box !== undefined) return inBox(box)
  return stated(plain) ?? (sentences(plain).length > 1 ? unmarked(plain) : statement(plain)) ?? ""
}

/** A box holds an answer as it is, unless the box says "the answer is" itself. */
const inBox = (inside: string): string =>
  /\banswer\s/i.test(inside) ? stated(inside.replace(/^\\text\s*\{([^{}]*)\}/, "$1")) ?? inside : inside

/** The answer of a text without marks: a bare answer as it is, else the last sentence that says something. */
const unmarked = (text: string): string | undefined => {
  if (boxes(text).length > 0) return undefined
  const plain = text.replace(/\*\*|__/g, "").replace(/^\s*```[a-z]{0,12}\n([^`]*)```\s*$/, "$1")
    .replace(/(?<![^\s])\*([^\s*][^*\n]*)\*(?=[\s.,!?]|$)/g, "$1").trim()
  const all = sentences(plain)
  const letter = plain.includes("\n") ? undefined : choice(plain)
  if (letter !== undefined) return letter
  if (all.length === 0) return undefined
  if (all.length === 1) return conclusion(plain)
  const last = all.findLast(says)
  const equations = system(all)
  return equations ?? (last === undefined ? undefined : conclusion(last))
}

/** Lines of x = 2 and y = 3 at the end, which are one answer. */
const system = (all: ReadonlyArray<string>): string | undefined => {
  const names = all.map((line) => /^(?:[-*•]\s*)?\$?([a-zA-Z](?:_\{?\w\}?)?)\s*=/.exec(line)?.[1])
  const first = names.findLastIndex((name) => name === undefined) + 1
  const isOne = names.length - first > 1 && new Set(names.slice(first)).size === names.length - first
  return isOne ? all.slice(first).map((line) => conclusion(line) ?? "").join(", ") : undefined
}
