// A sentence as words and whole formulas: whatever sticks together is one, so that no number is torn out of it.
import { type Atom, atoms } from "./_atoms.ts"
import { valueOf } from "./_value.ts"

/** A word, punctuation, a sign that something follows from what is before it, or a formula with its lists. */
export interface Phrase {
  readonly kind: "word" | "stop" | "arrow" | "formula"
  readonly text: string
  /** Of a formula: more than a name. */
  readonly isValue: boolean
  /** Of a formula: what comes out of a computation. */
  readonly isComputed?: boolean
}

/** The phrases of a sentence, without its remarks in brackets. */
export const phrases = (sentence: string): ReadonlyArray<Phrase> => listed(spans(atoms(sentence)))

type Part = Phrase | { readonly kind: "joint"; readonly text: string; readonly isValue: false }

const pieces: ReadonlySet<Atom["kind"]> = new Set([
  "number",
  "formula",
  "command",
  "group",
  "letters",
  "function",
  "operator",
  "month",
])

/** The longest runs of pieces. */
const spans = (all: ReadonlyArray<Atom>): ReadonlyArray<Part> => {
  const found: Array<Part> = []
  for (let i = 0; i < all.length; i++) {
    const { kind, text }: Atom = all[i]
    if (kind === "remark") continue
    if (kind === "comma" || (kind === "word" && joints.has(text.toLowerCase())) || text === "&") {
      found.push({
        kind: "joint",
        text: kind === "comma" ? ", " : ` ${joints.get(text.toLowerCase()) ?? "and"} `,
        isValue: false,
      })
    } else if (kind === "arrow") found.push({ kind, text, isValue: false })
    else if (!pieces.has(kind)) {
      let whole = text
      // COVID-19, step7, 7-year-old: a word goes on as long as nothing is between.
      while (kind === "word" && isLatin(text) && sticks(all, i)) whole += all[++i].text
      found.push({ kind: kind === "word" ? "word" : "stop", text: whole, isValue: false })
    } else {
      const from = i
      while (i + 1 < all.length && pieces.has(all[i + 1].kind) && isOne(all[i], all[i + 1])) i++
      const isCompound = all[i + 1]?.kind === "word" && !all[i + 1].apart && isLatin(all[i + 1].text)
      if (isCompound) {
        while (i + 1 < all.length && !all[i + 1].apart && (all[i + 1].kind === "word" || pieces.has(all[i + 1].kind))) {
          i++
        }
        found.push({ kind: "word", text: joined(all.slice(from, i + 1)), isValue: false })
      } else found.push(...formula(all.slice(from, i + 1)))
    }
  }
  return found
}

/** What lists are joined with, in the languages of the phrases. */
const joints = new Map<string, string>([
  ..."and und et и و और এবং اور dan 和 与 及 と".split(" ").map((word) => [word, "and"] as const),
  ..."or oder ou или أو या বা یا atau 或 または".split(" ").map((word) => [word, "or"] as const),
])

const isLatin = (text: string) => /^[a-z\u00c0-\u024f'’]/i.test(text)

const sticks = (all: ReadonlyArray<Atom>, i: number): boolean => {
  const [next, after] = [all[i + 1], all[i + 2]]
  if (next === undefined || next.apart) return false
  return next.kind === "number" || next.kind === "word" || next.kind === "group" ||
    (/^[-–_]$/.test(next.text) && after !== undefined && !after.apart) ||
    (/^[-–_]$/.test(all[i].text) && next.kind === "letters")
}

/** Whether two neighbors belong to one formula. */
const isOne = (a: Atom, b: Atom): boolean => {
  if (!b.apart) return true
  const kinds = [a.kind, b.kind]
  if (a.kind === "formula" && b.kind === "formula") return false
  if (kinds.includes("formula")) return kinds.includes("operator")
  if (kinds.some((kind) => ["operator", "function", "command", "month"].includes(kind))) return true
  // What a formula is made of may follow in brackets, and then it has a relation.
  if (b.kind === "group") return !/[=<>≤≥≈]/.test(b.text) && !/^[AI]$/i.test(a.text)
  return !kinds.includes("letters") ||
    (kinds.includes("number") && ![a.text, b.text].some((text) => /^[AI]$/i.test(text)))
}

const joined = (all: ReadonlyArray<Atom>): string =>
  all.map(({ kind, text, apart }, i) =>
    `${apart && i > 0 ? " " : ""}${kind === "operator" && text === "x" ? "\\times " : text}`
  ).join("")

/** A run without the signs at its ends that join it to words, if anything is left. */
const formula = (all: ReadonlyArray<Atom>): ReadonlyArray<Part> => {
  let [from, to] = [0, all.length]
  const next = (i: number) => all[i + 1]
  while (
    from < to && /^(?:=|[-−–*~|_]|→)$/.test(all[from].text) && all[from].kind === "operator" &&
    (all[from].text === "=" || all[from].text === "*" || all[from].text === "|" || next(from)?.apart !== false)
  ) from++
  while (from < to && all[to - 1].kind === "operator" && /^(?:[=*~_|→]|[-−–])$/.test(all[to - 1].text)) to--
  const rest = all.slice(from, to)
  const text = joined(rest)
  if (rest.length === 0) return []
  if (/^[aI]$/.test(text)) return [{ kind: "word", text, isValue: false }]
  // 3 apples + 4 apples = 7 apples: the sign is the word for "is".
  const is: ReadonlyArray<Part> = all[0].text === "=" ? [{ kind: "word", text: "=", isValue: false }] : []
  const value = valueOf(text)
  return [...is, {
    kind: "formula",
    text: value,
    isValue: isValue(rest),
    isComputed: text.includes("=") && !value.includes("="),
  }]
}

/** A name alone, as x, f or AB, is no value. */
const isValue = (all: ReadonlyArray<Atom>): boolean => {
  const text = joined(all)
  if (all.length === 1 && all[0].kind === "formula" && /^\\(?:text|math)[a-z]*\{[^{}]*\}$/.test(text)) return true
  return !/^(?:\\?[\p{L}]+(?:_\{?\w+\}?)?|\\(?:text|math)[a-z]*\{[^{}]*\}|\W+)$/u.test(text) ||
    /\\pi|\\infty|\\emptyset|[π∞∅]/.test(text)
}

/** Formulas with nothing but commas, and, or between them are one list. */
const listed = (parts: ReadonlyArray<Part>): ReadonlyArray<Phrase> => {
  const found: Array<Phrase> = []
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]
    if (part.kind === "joint") {
      found.push({ ...part, kind: part.text === ", " ? "stop" : "word", text: part.text.trim() })
      continue
    }
    const { isValue } = part
    let { text } = part
    while (part.kind === "formula") {
      let k = i + 1
      while (k < parts.length && parts[k].kind === "joint" && k - i <= 2) k++
      if (k >= parts.length || parts[k].kind !== "formula" || !(isValue && parts[k].isValue)) break
      const between = parts.slice(i + 1, k).map((joint) => joint.text)
      text += `${between.length > 0 ? between.at(-1) : ", "}${parts[k].text}`
      i = k
    }
    found.push({ ...part, text, isValue })
  }
  return found
}
