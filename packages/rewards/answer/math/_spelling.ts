// One spelling for what LaTeX, Unicode and plain text can write in many ways. Spellings only: no value changes.
import { bracketed } from "./_balanced.ts"
import { denies } from "./_changing_words.ts"

type Change = readonly [from: RegExp, to: string | ((found: string, ...groups: ReadonlyArray<string>) => string)]

const unicode: ReadonlyArray<Change> = [
  // Marks that do not print: zero-width spaces, the directions of text.
  [/\p{Cf}/gu, ""],
  [/[“”]/g, '"'],
  [/[−–]/g, "-"],
  [/[×]/g, "\\times "],
  [/[÷]/g, "\\div "],
  [/[·⋅]/g, "\\cdot "],
  [/π/g, "\\pi "],
  [/∞/g, "\\infty "],
  [/∪/g, "\\cup "],
  [/(?<=[)\]}]\s*)U(?=\s*[([{\\])/g, "\\cup "],
  [/∈/g, "\\in "],
  [/≤/g, "\\le "],
  [/≥/g, "\\ge "],
  [/±/g, "\\pm "],
  [/≠/g, "\\ne "],
  [/≈/g, "\\approx "],
  [/≡/g, "\\equiv "],
  [/¢/g, "\\text{ cents}"],
  [/α/g, "\\alpha "],
  [/β/g, "\\beta "],
  [/γ/g, "\\gamma "],
  [/θ/g, "\\theta "],
  [/λ/g, "\\lambda "],
  [/μ/g, "\\mu "],
  [/φ/g, "\\phi "],
  [/ω/g, "\\omega "],
  [/∅/g, "\\emptyset "],
  [/ℝ/g, "\\mathbb{R}"],
  [/°/g, "^\\circ "],
  [/√\s*(?=\(|\{)/g, "\\sqrt"],
  [/√\s*(\d+|[a-z])/g, "\\sqrt{$1}"],
  [/½/g, "\\frac{1}{2}"],
  [/¼/g, "\\frac{1}{4}"],
  [/¾/g, "\\frac{3}{4}"],
  [/⁄/g, "/"],
  [/[’‘]/g, "'"],
  [/[\u00a0\u2009\u202f]/g, " "],
]

const layout: ReadonlyArray<Change> = [
  // What a brace on the left holds together is one system.
  [
    /\\left\s*\\\{\s*\\begin\s*\{array\}(?:\{[lcr|]*\})?([^]*?)\\end\s*\{array\}\s*\\right(?![a-zA-Z])\s*\.?/g,
    "\\begin{cases}$1\\end{cases}",
  ],
  [/\\(?:left|right|[bB]igg?[lrm]?)(?![a-zA-Z])\s*\.?/g, ""],
  [/\\(?:text)?color\s*\{[^{}]*\}|\\underline(?![a-zA-Z])/g, ""],
  [/\\(?:displaystyle|textstyle|limits|nolimits|boldsymbol|bm|bf|rm|it)(?![a-zA-Z])/g, ""],
  // A thin space or a braced comma groups digits: 10,\!080, 10{,}080, 10\,080.
  [/(?<=\d)\s*(?:,\s*\\!(?:\s|\\ )*|\{,\}|(?<!\\)\\[, ]|~)\s*(?=\d{3}(?!\d))/g, ""],
  // Braces around punctuation only change its space: 3{:}30.
  [/(?<![\\a-zA-Z])\{([.,:;])\}/g, "$1"],
  [/(?<!\\)\\[!,:;> ]|~|\\q?quad(?![a-zA-Z])|\\hspace\*?\{[^{}]*\}/g, " "],
  [/\\\\\[[\d.]+\s*(?:pt|ex|em|mm|cm)\]/g, "\\\\"],
  [/(?<!\\)\\[()[\]]/g, " "],
  [/\\lbrace(?![a-zA-Z])/g, "\\{"],
  [/\\rbrace(?![a-zA-Z])/g, "\\}"],
  [/\\lbrack(?![a-zA-Z])/g, "["],
  [/\\rbrack(?![a-zA-Z])/g, "]"],
  [/\\[lr]vert(?![a-zA-Z])/g, "|"],
  [/\\[lr]?Vert(?![a-zA-Z])/g, "\\|"],
  [/\\\{\s*\\\}/g, "\\emptyset "],
  [/\\[dtc]frac(?![a-zA-Z])/g, "\\frac"],
  // A macro without braces takes one digit: \frac 1 2, 0.\bar3.
  [/\\frac\s*(\d)\s*/g, "\\frac{$1}"],
  [/\\frac\s*(\{[^{}]*\})\s*(\d)/g, "\\frac$1{$2}"],
  [/\\(?:overline|bar)\s*(?:\{(\d+)\}|(\d))/g, "\\overline{$1$2}"],
  [/\{([^{}]*)\\over(?![a-zA-Z])([^{}]*)\}/g, "\\frac{$1}{$2}"],
  [/\\(?:leq|leqslant|le)(?![a-zA-Z])/g, "\\le "],
  [/\\(?:geq|geqslant|ge)(?![a-zA-Z])/g, "\\ge "],
  [/<=/g, "\\le "],
  [/>=/g, "\\ge "],
  [/\\lt(?![a-zA-Z])/g, "<"],
  [/\\gt(?![a-zA-Z])/g, ">"],
  // What is equal modulo something is said of a name like what is equal.
  [/\\equiv(?![a-zA-Z])/g, "="],
  [/\\(?:simeq|doteq)(?![a-zA-Z])/g, "\\approx "],
  [/^\s*(?:\\(?:therefore|implies|(?:Long)?[Rr]ightarrow)(?![a-zA-Z])|[∴⇒⟹→]|[=-]+>)/, ""],
  [/\(\s*(?:\\text\s*\{\s*mod\s*\}|\\?mod)\s+(\w+)\s*\)/g, "\\pmod{$1}"],
  [/\\mathbb\s+([A-Z])/g, "\\mathbb{$1}"],
  [/\\(?:neq|not\s*=)(?![a-zA-Z])/g, "\\ne "],
  // 3!=6 says what a factorial is, and x != 8 what x is not.
  [/(?<=[a-zA-Z]\s*)!=|(?<=\s)!=(?=\s)/g, "\\ne "],
  [/\s+!(?!\s*=)/g, "!"],
  // Unit vectors, with their hats, arrows and without dots.
  [/\\[ij]math(?![a-zA-Z])/g, (dotless) => dotless[1]],
  [
    /\\(?:hat|vec|widehat|mathbf)\s*(?:\{\s*(?:\\(?:hat|mathbf|mathrm|bf)\s*)?\{?\s*([ijk])\s*\}?\s*\}|([ijk])(?![a-zA-Z]))/g,
    (_, braced, bare) => ` ${braced ?? bare} `,
  ],
  [/\\(?:degree|textdegree)(?![a-zA-Z])/g, "^\\circ "],
  [/\s*\^\s*(?:\{\s*\\circ\s*\}|\\circ)/g, "^\\circ "],
  [/(?<!\\)%/g, "\\%"],
  [/\*\*/g, "^"],
  // 3 x 10^5 is a product; 1/2 x has a half before its x.
  [/(?<=\d)\s+x\s+(?=10\s*\^)/g, "\\times "],
  [/(?<![\w.)}\]^/\\])(\d+)\/(\d+)\s*(?=[a-zA-Z](?![a-zA-Z]))/g, "\\frac{$1}{$2}"],
  [/\\?(?<![a-zA-Z])sqrt\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g, "\\sqrt{$1}"],
  // TeX raises one token only; who writes x^10 or x^(n+1) means all of it.
  [/\^\s*(-?\d{2,}|-\d|-[a-zA-Z](?![a-zA-Z])|\([^()]*(?:\([^()]*\)[^()]*)*\))/g, "^{$1}"],
]

const words: ReadonlyArray<Change> = [
  // A letter in another font is that letter; anything longer is text.
  [/\\(?:math(?:rm|bf|it|sf)|operatorname)\s*\{\s*([a-zA-Z])\s*\}/g, "$1"],
  [/\\(?:[mh]box|text(?:rm|up|normal|bf|it|sf|tt)|math(?:rm|bf|it|sf)|operatorname|emph)\s*(?=\{)/g, "\\text"],
  [/\\text\s*\{\s*(sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|log|ln|exp)\s*\}/g, "\\$1 "],
  [/,?\s*\\text\s*\{\s*,?\s*(and|or)\s*\}\s*/g, " \\l$1 "],
  [/,?\s+(and|or)\s+|(?<=[)\]}\d])(and|or)(?=[([{\d\\-])/g, (_, apart, close) => ` \\l${apart ?? close} `],
  [/^\\text\s*\{[^{}]*(?:[:=]|\b(?:is|are))\s*\}\s*(?=\S)/g, (said) => denies(said) ? said : ""],
  [/\s*\\text\s*\{\s*to\s*\}\s*|(?<=\d)\s+to\s+(?=\d)/g, ":"],
  [/\\text\s*\{([^{}a-zA-Z]*)\}/g, "$1"],
  [/^(?:=|[a-zA-Z][a-zA-Z ]+:(?=\s))\s*(?=\S)/, (said) => denies(said) ? said : ""],
  // The answer is 42, where all of it is the answer.
  [
    /^(?:\\text\s*\{\s*)?(?:the\s+)?(?:final\s+)?(?:answer|result|value|solution)\s+(?:is|equals|are):?\s([^{}]*)\}?$/i,
    "$1",
  ],
  // A number with its unit is no text, and no more are the letter of a choice and the names of a set.
  [/^\\text\s*\{\s*(-?\d[\d.,:/]*\s[^{}]*)\}$/, "$1"],
  [/^(?:\\text\s*\{\s*)?(?:(?:option|choice)\s+\(?|(?=[a-z]\)))([a-z])\)?\s*\}?$/i, "$1"],
  [/^(?:\\text\s*\{\s*)?all\s+real(?:s|\s+numbers)\s*\}?$/i, "\\mathbb{R}"],
]

/**
 * The letter of a choice, as (D) or D., and what starts a text behind it: no second letter, and nothing done with the
 * first.
 */
const choice =
  /^(?:\\text\s*\{\s*)?(?:\(([A-J])\):?|([A-J])[).](?=\s|\s*\}))\s*\}?(?:\s+(?=[\w$.\\({[-])(?![-]\s)|(?=[\d$\\]))(?!\\(?:cdot|times|div|c[au]p|pm|in|l?or|land|le|ge|ne|frac\s*\{d|\^)(?![a-zA-Z]))(?![^]*(?<![a-zA-Z])[A-J][).])/

/** Powers of ten that are written as words. */
const scales: Readonly<Record<string, number>> = { hundred: 2, thousand: 3, million: 6, billion: 9, trillion: 12 }
const scale = /(?<=\d)\s*(\\text\s*\{)?\s*(hundred|thousand|million|billion|trillion)(?![a-zA-Z])/g

/** Names that plain text writes without their backslash. */
const plain =
  /(?<![\\a-zA-Z])(sqrt|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|log|ln|exp|pi|theta|infty|cup)(?![a-zA-Z])/g

/** Punctuation and spaces of TeX after an answer, which are none of it. */
const trailing = /(?:\\[,;:!> ]|\\\\|\\q?quad|[.,;:\s])+$/

const wrappers =
  /^(?:\$\$((?:[^$\\]|\\[^])*)\$\$|\$((?:[^$\\]|\\[^])+)\$|\\\(((?:(?!\\\))[^])*)\\\)|\\\[((?:(?!\\\])[^])*)\\\])$/

/** A formula in a text. Dollars that stand before numbers do not pair so. */
const formula = /(?<!\\)\$((?:[^$\s\\]|\\[^])(?:(?:[^$\\]|\\[^])*[^$\s\\])?)\$(?!\w)/g

/** The same answer in the one spelling that everything behind this reads. */
export const spelled = (latex: string): string => {
  let text = withoutStray(unwrapped(narrow(latex).trim().replace(trailing, "")).replace(formula, "$1"))
  for (const [from, to] of [...unicode, ...layout, ...words]) {
    text = typeof to === "string" ? text.replace(from, to) : text.replace(from, to)
  }
  text = text.replace(scale, (_, text = "", word) => ` \\times 10^{${scales[word]}}${text}`)
  text = text.replace(/\\text\s*\{\s*\}/g, "").replace(plain, "\\$1 ").replace(
    /(?<![\\a-zA-Z])(?:inf|infinity|oo)(?![a-zA-Z])/g,
    "\\infty ",
  )
  text = text.replace(/\s+/g, " ").trim().replace(/[.,;:\s]+$/, "")
  const chosen = choice.exec(text)
  return chosen === null ? text : chosen[1] ?? chosen[2]
}

/** Without the one dollar sign at the end that nothing opened. */
const withoutStray = (text: string): string =>
  /[^\\$]\$$/.test(text) && text.indexOf("$") === text.length - 1 ? text.slice(0, -1) : text

/** In plain characters: what Chinese and Japanese keyboards set wide, and exponents and indices that are characters. */
const narrow = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/g, (wide) => wide.normalize("NFKC"))
    .replace(/[\u2070-\u207f¹²³]+/g, (raised) => `^{${raised.normalize("NFKC")}}`)
    .replace(/[\u2080-\u208e]+/g, (lowered) => `_{${lowered.normalize("NFKC")}}`)

/** Without the dollar signs, the brackets of displays, the emphasis, and the box around all of it. */
const unwrapped = (text: string): string => {
  const emphasized = /^(\*\*?|__?|[`"])([^*_`"]+)\1$/.exec(text)
  if (emphasized !== null) return unwrapped(emphasized[2].trim().replace(trailing, ""))
  const dollars = wrappers.exec(text)
  if (dollars !== null) {
    const inside = (dollars[1] ?? dollars[2] ?? dollars[3] ?? dollars[4]).trim().replace(trailing, "")
    return unwrapped(inside)
  }
  const box = /^\\(?:boxed|fbox)\s*(?=\{)/.exec(text)
  const inside = box === null ? undefined : bracketed(text.slice(box[0].length))
  return inside?.open === "{" ? unwrapped(inside.inside.replace(trailing, "")) : text
}
