// A sentence as atoms: words, punctuation, and the pieces of formulas, each as large as its brackets say.
import { formulas } from "./_formulas.ts"

/** A piece of a sentence. */
export interface Atom {
  readonly kind: "word" | "comma" | "stop" | "arrow" | "remark" | "month" | Piece
  readonly text: string
  /** Whether a space stands before it. */
  readonly apart: boolean
}

/** The pieces of formulas. `formula` stands between delimiters, which its text has not. */
type Piece = "number" | "formula" | "command" | "group" | "letters" | "function" | "operator"

const latin = String.raw`a-zA-Z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f`
const piece = new RegExp(
  [
    String.raw`(?<number>(?:\d+(?:(?:[.,:]|,?\\[!,] ?|\{,\})\d+)*|(?<![\w.])\.\d+)(?:\s?[ap]\.?m\b\.?)?)`,
    String.raw`(?<space>(?:\s|\\[,;:!> ]|\\q?quad(?![a-zA-Z]))+)`,
    String.raw`(?<arrow>=>|⇒|⟹|∴|\\(?:implies|therefore|(?:Long)?[Rr]ightarrow)(?![a-zA-Z]))`,
    String.raw`(?<open>\\begin\{[a-z]+\*?\}|\\left(?![a-z])\s*(?:\\[{|]|[^\\])|\\\{|\\langle(?![a-zA-Z])|[({[⟨])`,
    String.raw`(?<close>\\end\{[a-z]+\*?\}|\\right(?![a-z])\s*(?:\\[}|]|[^\\])|\\\}|\\rangle(?![a-zA-Z])|[)}\]⟩])`,
    String.raw`(?<command>\\[a-zA-Z]+\*?)`,
    String.raw`(?<latin>[${latin}]+(?:['’][${latin}]+)*)`,
    String.raw`(?<greek>[\u0370-\u03ff]|\.\.\.|…)`,
    String.raw`(?<other>(?:(?![${latin}\u0370-\u03ff])[\p{L}\p{M}])+)`,
    String.raw`(?<comma>[,;、،])`,
    String.raw`(?<operator>\\[%$#]|[-−–*/^_|!%′″]|\p{Sm}|\p{Sc}|\p{No}|°)`,
    String.raw`(?<stop>[^])`,
  ].join("|"),
  "gu",
)

const functions =
  /^(?:sqrt|cbrt|a?(?:rc)?(?:sin|cos|tan|cot|sec|csc)h?|log|ln|lg|exp|pi|mod|choose|gcd|lcm|infinity|binom|frac)$/
const month = /^(?:January|February|March|April|May|June|July|August|September|October|November|December)$/
/** Words of two or three letters that are no product. */
const short = new Set(
  ("is it of to in at we he so as or if an by on no do be my up us me go am the and for are was has had you she how out due " +
    "per sum let get all one two six ten its his her our new use can may not now via day net but any few too men man yes")
    .split(" "),
)

/** The atoms of a sentence, without its spaces. */
export const atoms = (sentence: string): ReadonlyArray<Atom> => collapsed(sentence, raw(sentence))

interface Raw {
  readonly kind: string
  readonly text: string
  readonly start: number
  readonly apart: boolean
}

const raw = (sentence: string): ReadonlyArray<Raw> => {
  const found: Array<Raw> = []
  let apart = false
  const scan = (from: number, to: number) => {
    for (const match of sentence.slice(from, to).matchAll(piece)) {
      const kind = Object.entries(match.groups!).find(([, text]) => text !== undefined)![0]
      if (kind !== "space") found.push({ kind, text: match[0], start: from + match.index, apart })
      apart = kind === "space"
    }
  }
  let from = 0
  for (const { tex, start, end } of formulas(sentence)) {
    scan(from, start)
    found.push({ kind: "formula", text: tex, start, apart })
    apart = false
    from = end
  }
  scan(from, sentence.length)
  return found
}

/** With each pair of brackets as one atom: a group, or a remark where it has words. */
const collapsed = (sentence: string, all: ReadonlyArray<Raw>): ReadonlyArray<Atom> => {
  const partner = new Map<number, number>()
  const open: Array<number> = []
  for (const [i, { kind }] of all.entries()) {
    if (kind === "open") open.push(i)
    else if (kind === "close" && open.length > 0) partner.set(open.pop()!, i)
  }
  const found: Array<Atom> = []
  for (let i = 0; i < all.length; i++) {
    const end = partner.get(i)
    if (end === undefined) {
      found.push(atom(all, i))
      continue
    }
    const text = sentence.slice(all[i].start, all[end].start + all[end].text.length)
    const round = all[i].text === "(" || all[i].text === "["
    const prose = round && all.slice(i, end).some((_, k) => atom(all, i + k).kind === "word")
    found.push({ kind: prose ? "remark" : "group", text, apart: all[i].apart })
    i = end
  }
  return found
}

const atom = (all: ReadonlyArray<Raw>, i: number): Atom => {
  const { kind, text, apart } = all[i]
  return { kind: kindOf(all, i, kind), text, apart }
}

const kindOf = (all: ReadonlyArray<Raw>, i: number, kind: string): Atom["kind"] => {
  const { text } = all[i]
  switch (kind) {
    case "latin":
      return latinKind(all, i)
    case "greek":
      return "letters"
    case "other":
      return "word"
    case "open":
    case "close":
      return "operator"
    case "stop": {
      // 2 : 7 is a ratio, and AB:CD one of lengths.
      const [before, after] = [all[i - 1], all[i + 1]]
      const ratio = text === ":" && before !== undefined && after !== undefined &&
        (before.kind === "number" ? after.kind === "number" : !all[i].apart && !after.apart && before.text.length < 4)
      return ratio ? "operator" : "stop"
    }
    case "operator":
      // The bars of a table, unless they are between two pieces, and the mark of an exclamation.
      return (text === "|" && all[i].apart && (all[i + 1]?.apart ?? true) &&
          !(isPiece(all[i - 1]) && isPiece(all[i + 1]))) ||
          (text === "!" && ["latin", "other"].includes(all[i - 1]?.kind ?? "latin") && all[i - 1]?.text.length !== 1)
        ? "stop"
        : "operator"
    default:
      return kind as Atom["kind"]
  }
}

const isPiece = (raw: Raw | undefined): boolean =>
  raw !== undefined &&
  (["number", "formula", "open", "close", "command", "greek"].includes(raw.kind) || raw.text.length === 1)

/** A word, a variable, a product of variables, the name of a function, or the unit in 5cm. */
const latinKind = (all: ReadonlyArray<Raw>, i: number): Atom["kind"] => {
  const [before, { text, apart }, after] = [all[i - 1], all[i], all[i + 1]]
  // 7 choose 2, but: I choose D.
  if (
    functions.test(text) &&
    (text !== "choose" ||
      /^(?:number|close)$|^(?!I$)\w$/.test(before?.kind === "latin" ? before.text : before?.kind ?? ""))
  ) return "function"
  if (month.test(text)) return "month"
  // 3 x 4, and 3 x $4.
  if (text === "x" && before?.kind === "number" && (after?.kind === "number" || /^\p{Sc}$/u.test(after?.text ?? ""))) {
    return "operator"
  }
  if (text.length === 1) return /[a-z]/i.test(text) ? "letters" : "word"
  const behind = !apart && before?.kind === "number"
  if (behind) return /^(?:st|nd|rd|th)$/.test(text) || /['’]/.test(text) ? "word" : "letters"
  if (text.length > 3 || short.has(text.toLowerCase())) return "word"
  const touches = (other: Raw | undefined, close: boolean) =>
    other !== undefined &&
    ((other.kind === "operator" && (close ? other.text !== "-" : /^[=+*/^<>]$/.test(other.text))) ||
      (close && other.kind === "open" && other.text === "("))
  return touches(before, !apart) || touches(after, after !== undefined && !after.apart) ? "letters" : "word"
}
