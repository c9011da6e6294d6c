// One spelling for what LaTeX, Unicode and plain text can write in many ways. Spellings only: no value changes.
import { bracketed } from "./_balanced.ts"

const unicode: ReadonlyArray<readonly [RegExp, string]> = [
  [/[−–]/g, "-"],
  [/[×]/g, "\\times "],
  [/[÷]/g, "\\div "],
  [/[·⋅]/g, "\\cdot "],
  [/π/g, "\\pi "],
  [/∞/g, "\\infty "],
  [/∪/g, "\\cup "],
  [/∈/g, "\\in "],
  [/≤/g, "\\le "],
  [/≥/g, "\\ge "],
  [/±/g, "\\pm "],
  [/°/g, "^\\circ "],
  [/²/g, "^2"],
  [/³/g, "^3"],
  [/√\s*(?=\(|\{)/g, "\\sqrt"],
  [/√\s*(\d+|[a-z])/g, "\\sqrt{$1}"],
  [/½/g, "\\frac{1}{2}"],
  [/¼/g, "\\frac{1}{4}"],
  [/¾/g, "\\frac{3}{4}"],
  [/⁄/g, "/"],
  [/[’‘]/g, "'"],
  [/[\u00a0\u2009\u202f]/g, " "],
]

const layout: ReadonlyArray<readonly [RegExp, string]> = [
  [/\\(?:left|right|[bB]igg?[lrm]?)(?![a-zA-Z])\s*\.?/g, ""],
  [/\\(?:displaystyle|textstyle|limits|nolimits|boldsymbol|bf|rm|it)(?![a-zA-Z])/g, ""],
  // A thin space or a braced comma groups digits: 10,\!080, 10{,}080, 10\,080.
  [/(?<=\d)\s*(?:,\s*\\!(?:\s|\\ )*|\{,\}|(?<!\\)\\[, ]|~)\s*(?=\d{3}(?!\d))/g, ""],
  [/(?<!\\)\\[!,:;> ]|~|\\q?quad(?![a-zA-Z])|\\hspace\*?\{[^{}]*\}/g, " "],
  [/\\\\\[[\d.]+\s*(?:pt|ex|em|mm|cm)\]/g, "\\\\"],
  [/(?<!\\)\\[()[\]]/g, " "],
  [/\\lbrace(?![a-zA-Z])/g, "\\{"],
  [/\\rbrace(?![a-zA-Z])/g, "\\}"],
  [/\\lbrack(?![a-zA-Z])/g, "["],
  [/\\rbrack(?![a-zA-Z])/g, "]"],
  [/\\[lr]vert(?![a-zA-Z])/g, "|"],
  [/\\[dtc]frac(?![a-zA-Z])/g, "\\frac"],
  [/\{([^{}]*)\\over(?![a-zA-Z])([^{}]*)\}/g, "\\frac{$1}{$2}"],
  [/\\(?:leq|leqslant|le)(?![a-zA-Z])/g, "\\le "],
  [/\\(?:geq|geqslant|ge)(?![a-zA-Z])/g, "\\ge "],
  [/<=/g, "\\le "],
  [/>=/g, "\\ge "],
  [/\\lt(?![a-zA-Z])/g, "<"],
  [/\\gt(?![a-zA-Z])/g, ">"],
  [/\\(?:degree|textdegree)(?![a-zA-Z])/g, "^\\circ "],
  [/\^\s*\{\s*\\circ\s*\}/g, "^\\circ "],
  [/(?<!\\)%/g, "\\%"],
  [/\*\*/g, "^"],
  // TeX raises one token only; who writes x^10 or x^(n+1) means all of it.
  [/\^\s*(-?\d{2,}|-\d|\([^()]*(?:\([^()]*\)[^()]*)*\))/g, "^{$1}"],
]

const words: ReadonlyArray<readonly [RegExp, string]> = [
  // A letter in another font is that letter; anything longer is text.
  [/\\(?:math(?:rm|bf|it|sf)|operatorname)\s*\{\s*([a-zA-Z])\s*\}/g, "$1"],
  [/\\(?:[mh]box|text(?:rm|normal|bf|it|sf|tt)|math(?:rm|bf|it|sf)|operatorname|emph)\s*(?=\{)/g, "\\text"],
  [/\\text\s*\{\s*(sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|log|ln|exp)\s*\}/g, "\\$1 "],
  [/,?\s*\\text\s*\{\s*,?\s*(?:and|or)\s*\}\s*/g, " ; "],
  [/,?\s+(?:and|or)\s+/g, " ; "],
  [/^\\text\s*\{[^{}]*[:=]\s*\}\s*(?=\S)/g, ""],
  [/\\text\s*\{([^{}a-zA-Z]*)\}/g, "$1"],
]

/** Powers of ten that are written as words. */
const scales: Readonly<Record<string, number>> = { hundred: 2, thousand: 3, million: 6, billion: 9, trillion: 12 }
const scale = /(?<=\d)\s*(\\text\s*\{)?\s*(hundred|thousand|million|billion|trillion)(?![a-zA-Z])/g

/** Names that plain text writes without their backslash. */
const plain =
  /(?<![\\a-zA-Z])(sqrt|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|log|ln|exp|pi|theta|infty|cup)(?![a-zA-Z])/g

const wrappers = /^(?:\$\$([^$]*)\$\$|\$([^$]+)\$|\\\(((?:(?!\\\))[^])*)\\\)|\\\[((?:(?!\\\])[^])*)\\\])$/

/** The same answer in the one spelling that everything behind this reads. */
export const spelled = (latex: string): string => {
  let text = unwrapped(latex.trim().replace(/(?:[.,;:\s]|\\\\)+$/, ""))
  for (const [from, to] of [...unicode, ...layout, ...words]) text = text.replace(from, to)
  text = text.replace(scale, (_, text = "", word) => ` \\times 10^{${scales[word]}}${text}`)
  text = text.replace(/\\text\s*\{\s*\}/g, "").replace(plain, "\\$1 ").replace(
    /(?<![\\a-zA-Z])(?:inf|infinity|oo)(?![a-zA-Z])/g,
    "\\infty ",
  )
  return text.replace(/\s+/g, " ").trim().replace(/[.,;:\s]+$/, "")
}

/** Without the dollar signs, the brackets of displays, and the box around all of it. */
const unwrapped = (text: string): string => {
  const dollars = wrappers.exec(text)
  if (dollars !== null) {
    const inside = (dollars[1] ?? dollars[2] ?? dollars[3] ?? dollars[4]).trim().replace(/[.,;\s]+$/, "")
    return unwrapped(inside)
  }
  const box = /^\\(?:boxed|fbox)\s*(?=\{)/.exec(text)
  const inside = box === null ? undefined : bracketed(text.slice(box[0].length))
  return inside?.open === "{" ? unwrapped(inside.inside) : text
}
