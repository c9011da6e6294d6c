// Whether a box is all of its formula, and no number inside of a larger one: \sqrt{\boxed{7}}, x > \boxed{7}, \boxed{7} and
// a half.
import type { Box } from "@rlif/core/text"
import { formulas } from "./_formulas.ts"

const near = 200

/** Whether nothing before or behind a box makes something else of it; what it is equal to may stand before it. */
export const isWhole = (text: string, { inside, start, end }: Box): boolean => {
  if (/^(?:\\text\w*\s*\{\s*)?\(?[A-J]\)?\s*\}?$/.test(inside ?? "")) return true
  const from = Math.max(0, start - near)
  const before = unwrapped(text.slice(from, start))
  if (before === undefined || leads.test(before) || changed.test(before)) return false
  const after = text.slice(end, end + 40)
  if (goesOn.test(after) || words.test(after)) return false
  const around = formulas(text.slice(from, end + near)).find((formula) =>
    formula.start <= start - from && start - from < formula.end
  )
  return around === undefined || isLast(text.slice(from + around.start, start))
}

/** Without the commands around the box that only set it; `undefined` where another one takes it as its argument. */
const unwrapped = (before: string): string | undefined => {
  let rest = before.trimEnd()
  while (rest.endsWith("{") && !rest.endsWith("\\{")) {
    const owner = /\\([a-zA-Z]+)\s*(?:\[[^\]]{0,20}\]\s*)?(?:\{[^{}]{0,40}\}\s*)?\{$/.exec(rest)
    if (owner === null ? /[\^_]\s*\{$/.test(rest) : !layout.test(owner[1])) return undefined
    rest = rest.slice(0, owner?.index ?? -1).trimEnd()
  }
  return rest === before.trimEnd() ? before : rest
}

const layout = /^(?:text\w*|math\w*|[mhf]box|(?:text)?color|underline|emph|ensuremath|displaystyle|bm|boldsymbol)$/i

/** Right before it: a digit, a sign, a power, an operation, a function. A dash between words, or before an item, is none. */
const leads =
  /[\d^]\s*$|[$(={]\s*[-−]\s*$|(?<!\p{L})[-−]$|(?:[\d}]|(?<!\p{L})[a-z])\s?[-−]\s*$|(?:(?<=[\w})]\s)|\d|(?<![\p{L}</])[a-z])[<>]\s*$|\\(?:pi|cdot|times|pm|mp|div|log|ln|exp|(?:arc)?(?:sin|cos|tan)|cot|sec|csc|max|min|gcd|neg|lt|gt|leq?|geq?|neq?|leqslant|geqslant)\s*$|[≤≥≠√±]\s*$|\\(?:frac|sqrt|binom)\s*(?:\[[^\]]{0,20}\])?\{[^{}]{0,60}\}(?:\s*\{[^{}]{0,60}\})?\s*$/u

/** Right before it, in words: a part, a power or a function of it. */
const changed =
  /\b(?:(?:half|thirds?|quarters?|fourths?|\w+ths|squares?|cubes?|roots?|multiples?|factors?|divisors?|powers?|reciprocal|inverse|negative|opposite|logarithm) of(?: the)?|negative|minus|twice|double|triple|thrice|(?:divided|multiplied) by|(?<!\bno )(?:more|less|fewer|greater|larger|smaller|bigger|higher|lower|other) than|the power(?: of)?)\s*[$*\s({\\]*$/i

/** Behind it the formula goes on. */
const goesOn =
  /^(?:[ \t]|\\[,;:! ])*(?:\^(?!\{?\\circ)|_[\w{]|!\s*(?:\$|\\[)\]])|[\d/+>≤≥≠]|<(?![/a-z!|｜])|:\s*\d|\.\d|[-−*×·]\s*[\d\\]|[-−]\s*(?![aI])[a-zA-Z](?![a-zA-Z])|\\(?:pi|cdot|times|sqrt|frac|div|pm|mp|binom|lt|gt|leq?|geq?|neq?|leqslant|geqslant|equiv)(?![a-zA-Z]))|^[a-zA-Z](?![a-zA-Z])|^\}\s*\{/

/** Behind it, in words that change a number. */
const words =
  /^[\s$*\\)}]*(?:hundred|thousand|[mb]illion|trillion|dozen|point (?!of)[a-z]+|plus|minus|squared|cubed|factorial|remainder|divided by|multiplied by|modulo|and (?:an? |one |two |three )?(?:half|halves|third|quarter|fourth|fifth|\w+th)s?)(?![a-zA-Z])/i

/** Whether a formula says nothing before its end but what that is equal to, or what stands beside it. */
const isLast = (before: string): boolean => {
  const last = before.replace(/\\(?:text\w*|mathrm|mbox)\s*\{[^{}]*\}/g, ",").replace(
    /\\begin\s?\{[^{}]*\}(?:\{[lcr|]*\})?/g,
    ",",
  )
  let depth = 0
  for (const [sign] of last.replace(/\\(?:left|right|[bB]ig\w*)(?![a-zA-Z])|^\\[([]/g, "").matchAll(/\\[^]|[^]/g)) {
    depth = Math.max(0, depth + (/^(?:[([]|\\\{)$/.test(sign) ? 1 : /^(?:[)\]]|\\\})$/.test(sign) ? -1 : 0))
  }
  return depth === 0 && (last.split("|").length % 2 === 1)
}
