import { denies } from "./_changing_words.ts"
import { isName } from "./_name.ts"
import type { Reading } from "./_reading.ts"

const letters = String.raw`(?:[a-zA-Z]|\\(?:theta|alpha|beta|gamma|delta|lambda|mu|phi|omega|rho|sigma|tau|Delta))`
const index = String.raw`(?:_(?:\w|\{[^{}]*\}))?`
const points = "[A-Z]{2,4}'?"
const segment = String
  .raw`(?:${points}|\\(?:overline|widehat|overarc|overrightarrow|vec)\{[A-Za-z]{1,4}\}|\|(?:${points}|[A-Z]|[a-wz]${index}|\\(?:overline|overrightarrow|vec)\{[A-Za-z]{1,4}\})\||\\\|[^|]{1,20}\\\|)`
const text = String.raw`\\text\{[^{}]*\}`
const values = String
  .raw`(?:-?[\w.]+|\\[a-z]+|-?\\frac\{\w+\}\{\w+\}|${text}|[A-Z]\\c[au]p[A-Z]|[A-Z]\|[A-Z]|[a-zA-Z][=<>]-?\w+)`
const value = String
  .raw`(?:${letters}${index}(?:'+|\^\{-1\})?|\\text\{[a-zA-Z]+\}|\\(?:gcd|det|dim|max|min|deg|arg|Pr)\s*)\(${values}(?:,${values}|\(${values}\))*\)`

/** What introduces a value of any form. */
const introductions = new RegExp(
  String
    .raw`^(?:${value}|[fghFGH]\([^=<>]+\)|\(${letters}${index}(?:,${letters}${index})+\)|${text}(?:${index}|\([^()]*\))|${text}${segment}|(?:m?\\angle|\\triangle)(?:[A-Z]{1,3}|\\?[a-z]+)|\[[A-Z]{3,6}\]|${letters}_\{[^{}]*\}|${segment}(?:\^\{?2\}?)?|[a-zA-Z]{3,}|\\(?:sum|prod|int|lim)(?![a-zA-Z])[^=]*(?:=[^=]*)?)$`,
)

/** What introduces a plain number alone, put together by signs: m + n, pq, AB + CD; or a ratio; or a sine. */
const term = new RegExp(String.raw`^(?:${segment}|(?:${letters}${index}){1,3})$`)
const fraction = /^\\frac\{([^{}]+)\}\{([^{}]+)\}$/
const sine = /^\\(?:sin|cos|tan|cot|sec|csc)(?:\^\{?2\}?)?\(?\\?(?:angle)?[a-zA-Z]{1,5}\)?$/

const isCombination = (compact: string): boolean => {
  const parts = fraction.exec(compact)?.slice(1) ?? compact.replace(/^-(?=.*[+-])/, "").split(/[+\-/]/)
  return sine.test(compact) || parts.every((part) => term.test(part))
}

/** Twice the area is no area. */
const part =
  /\\text\{\s*(?:the )?(?:twice|thrice|double|triple|minus|negative|half|(?:third|quarter|square|cube|root|reciprocal|opposite|negative|inverse) of)(?![a-zA-Z])/i

const isRatio = (compact: string): boolean =>
  compact.includes(":") && compact.split(":").every((part) => term.test(part))

/** Longer left sides introduce nothing. */
const longest = 120

/**
 * Whether a left side only says what the value is: `f(4) = 21`, `AB = 4`, `a + b + c = 97`. An equation in coordinates is a
 * curve, and no label of its right side; neither is what would have to be solved first.
 */
export const isLabel = (left: string, right: Reading): boolean => {
  if (left.length > longest) return false
  const compact = left.replace(/\s+/g, "")
  if (isName(left)) return !isSideways(compact, right)
  if (left.includes("\\text") && (denies(left) || part.test(left))) return false
  const coordinates = new Set(compact.replace(/\\[a-zA-Z]+|_\w|_\{[^{}]*\}/g, "").match(/[xyz]/g)).size
  if (introductions.test(compact)) return coordinates < 2 || /[({]/.test(compact)
  if (isRatio(compact)) return right.kind === "sequence" && right.open === ":"
  return coordinates < 2 && isPlain(right) && isCombination(compact)
}

/** x = 3y + 8 is a curve, and not what y = 3x + 8 is: its value is no function of x. */
const isSideways = (left: string, right: Reading): boolean =>
  left === "x" && right.kind === "expression" && lettersOf(right.latex).includes("y")

const isPlain = (reading: Reading): boolean =>
  reading.kind === "number" || (reading.kind === "expression" && lettersOf(reading.latex).length === 0)

/** The letters of an expression, each once, in their order. */
export const lettersOf = (latex: string): ReadonlyArray<string> =>
  [
    ...new Set(latex.replace(/\\(?:begin|end)\s*\{[a-z]+\*?\}|\\[a-zA-Z]+/g, "").match(/[a-zA-Z]/g)),
  ].sort()
