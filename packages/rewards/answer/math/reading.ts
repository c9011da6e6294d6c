import { balanced, bracketed, outside, split } from "./_balanced.ts"
import { isName } from "./_name.ts"
import { cardinal } from "./_cardinal.ts"
import { type Rational, readRational } from "./_rational.ts"
import { spelled } from "./_spelling.ts"
import { measured } from "./_unit.ts"
import { plainWords } from "./_words.ts"

/**
 * What an answer says, as far as it can be seen without algebra: its shape, its exact numbers, its words. What is left is an
 * expression, which nobody has understood yet: its LaTeX is for an algebra engine.
 */
export type Reading =
  | { readonly kind: "number"; readonly value: Rational }
  | { readonly kind: "numeral"; readonly value: bigint; readonly base: number }
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "expression"; readonly latex: string }
  | { readonly kind: "measure"; readonly of: Reading; readonly unit: string }
  /** A tuple, a vector or an interval: order and brackets count. */
  | { readonly kind: "sequence"; readonly open: string; readonly close: string; readonly items: ReadonlyArray<Reading> }
  /** Values in any order: a set, a list without brackets, the two of a plus-minus, the parts of a union. */
  | { readonly kind: "set"; readonly of: "values" | "union"; readonly items: ReadonlyArray<Reading> }
  | { readonly kind: "matrix"; readonly bars: boolean; readonly rows: ReadonlyArray<ReadonlyArray<Reading>> }
  | { readonly kind: "equation"; readonly left: string; readonly right: string; readonly value: Reading }

/** Longer answers are not read: what is judged in passing must be cheap to read. */
const longest = 2000

/** More words than any answer has: a solution in which none is marked, say. Names of environments are none. */
const isProse = (answer: string): boolean =>
  (answer.replace(/\\(?:begin|end)\s*\{\w+\*?\}/g, "").match(/(?<![\\a-zA-Z])[a-zA-Z]{3,}/g) ?? []).length > 8

/**
 * Reads an answer in LaTeX or plain text; `undefined` where it is empty, overlong, prose, or its brackets do not match.
 * Pure and quick, whatever the text.
 *
 * @example
 * ```ts
 * import { read } from "@rlif/rewards/answer/math/reading"
 *
 * read("1\\tfrac{1}{2}") // { kind: "number", value: { n: 3n, d: 2n } }
 * read("(1,2]") // a sequence, which opens with ( and closes with ]
 * read("\\frac{1}{") // undefined
 * ```
 */
export const read = (answer: string): Reading | undefined => {
  if (answer.length > longest || isProse(answer)) return undefined
  const latex = spelled(answer)
  return balanced(latex) ? part(outside(latex, withoutThousands)) : undefined
}

/** 1,234 without its comma. In brackets commas separate: (1,234) is a pair. */
const withoutThousands = (text: string): string =>
  text.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)/g, (grouped) => grouped.replaceAll(",", ""))

const part = (latex: string): Reading | undefined => {
  const text = unbraced(latex)
  if (text === "") return undefined
  const value = readRational(text)
  if (value !== undefined) return { kind: "number", value }
  const bounded = inequalities(text)
  if (bounded !== undefined) return bounded
  const listed = split(text, isComma)
  if (listed.length > 1) return set(members(listed), "values")
  const united = split(text, (token) => token === "\\cup")
  if (united.length > 1) return set(flat(united.map(part), "union"), "union")
  return relation(text) ?? measure(text) ?? shape(text)
}

const isComma = (token: string): boolean => [",", ";", "\\land", "\\lor"].includes(token)

/** `x \in S` says S; `left = right` is an equation; `a < x \le b` is an interval. */
const relation = (text: string): Reading | undefined => {
  const [element, ...sets] = split(text, (token) => token === "\\in")
  if (sets.length === 1 && isName(element)) return part(sets[0])
  // A value that is nearly another is itself; a name is what it nearly is.
  const [exact, ...near] = split(text, (token) => token === "\\approx")
  if (near.length > 0) return part(exact === "" ? near[0] : isName(exact) ? `${exact}=${near[0]}` : exact)
  const all = split(text, (token) => token === "=")
  // x = 10/2 = 5 says how x is 5, and 10/2 = 5 comes to 5.
  const last = all.at(-1)!
  if (all.length > 1 && [...all.slice(0, -1), measured(last)?.of ?? last].every(isComputed)) return part(last)
  const sides = all.length > 2 && isName(all[0]) && !all.slice(1, -1).some(isName) ? [all[0], all.at(-1)!] : all
  if (sides.length === 2) {
    const [left, right] = isName(sides[1]) && !isName(sides[0]) ? sides.toReversed() : sides
    const value = part(right)
    return value && left !== "" ? { kind: "equation", left, right, value } : undefined
  }
  return inequality(text)
}

/** Made of numbers alone, and what is done with them. */
const isComputed = (text: string): boolean =>
  /^(?:\\(?:frac|sqrt|binom|cdot|times|div|pi|%)(?![a-zA-Z])|[^a-zA-Z\\])+$/.test(text)

const orders: Readonly<Record<string, { readonly up: boolean; readonly closed: boolean }>> = {
  "<": { up: true, closed: false },
  "\\le": { up: true, closed: true },
  ">": { up: false, closed: false },
  "\\ge": { up: false, closed: true },
}

/** What a name is bounded by, as an interval. */
const inequality = (text: string): Reading | undefined => {
  const signs: Array<string> = []
  const sides = split(text, (token) => Object.hasOwn(orders, token) && signs.push(token) > 0)
  const found = signs.map((sign) => orders[sign])
  const at = sides.findIndex(isName)
  if (signs.length === 0 || at < 0 || found.some(({ up }) => up !== found[0].up)) return undefined
  // Turned round where it falls, so that it rises.
  const [bounds, ways, place] = found[0].up
    ? [sides, found, at]
    : [sides.toReversed(), found.toReversed(), sides.length - 1 - at]
  const [low, high] = bounds.length === 2 ? (place === 0 ? [undefined, 1] : [0, undefined]) : [0, 2]
  if (bounds.length > 3 || (bounds.length === 3 && place !== 1)) return undefined
  const [from, to] = [
    low === undefined ? minusInfinity : part(bounds[low]),
    high === undefined ? infinity : part(bounds[high]),
  ]
  if (from === undefined || to === undefined) return undefined
  const open = low === undefined || !ways[0].closed ? "(" : "["
  const close = high === undefined || !ways[ways.length - 1].closed ? ")" : "]"
  return { kind: "sequence", open, close, items: [from, to] }
}

/** x < 2 or x > 3 is a union, and x > 2 and x < 3 is what both have in common. */
const inequalities = (text: string): Reading | undefined => {
  for (const word of ["\\lor", "\\land"]) {
    const sides = split(text, (token) => token === word)
    const names = new Set(sides.map((side) => split(side, (token) => Object.hasOwn(orders, token)).find(isName)))
    const found = sides.map(inequality)
    if (sides.length < 2 || names.size > 1 || found.some((interval) => interval?.kind !== "sequence")) continue
    if (word === "\\lor") return set(found, "union")
    const intervals = found as ReadonlyArray<Extract<Reading, { kind: "sequence" }>>
    const [above] = intervals.filter(({ items }) => items[1] === infinity)
    const [below] = intervals.filter(({ items }) => items[0] === minusInfinity)
    if (sides.length > 2 || above === undefined || below === undefined) return undefined
    return { ...above, close: below.close, items: [above.items[0], below.items[1]] }
  }
  return undefined
}

/** { x | x > 2 } is what its condition says. */
const builder = (inside: string): Reading | undefined => {
  const sides = split(inside, (token) => ["\\mid", "|", ":"].includes(token))
  const [name, ...reals] = split(sides[0], (token) => token === "\\in")
  const real = reals.every((set) => /^\\mathbb\s*\{?\s*R\s*\}?$/.test(set))
  return sides.length === 2 && isName(name) && real ? inequalities(sides[1]) ?? inequality(sides[1]) : undefined
}

const infinity: Reading = { kind: "expression", latex: "\\infty" }
const minusInfinity: Reading = { kind: "expression", latex: "-\\infty" }

const measure = (text: string): Reading | undefined => {
  const found = measured(text)
  // No quantity is measured twice, and 5%%%%% is not taken apart sign by sign.
  const of = found && measured(found.of) === undefined ? part(found.of) : undefined
  if (of === undefined || found!.unit === "") return of
  return of.kind === "words" ? undefined : { kind: "measure", of, unit: found!.unit }
}

const shape = (text: string): Reading | undefined => {
  const around = bracketed(text)
  if (around?.open.startsWith("\\begin")) return matrix(around.open, around.inside)
  if (around !== undefined) {
    const { open, close, inside } = around
    const built = open === "\\{" ? builder(inside) : undefined
    if (built !== undefined) return built
    const listed = split(inside, isComma)
    if (open === "\\{") return set(distinct(members(listed)), "values")
    const items = listed.map(part)
    // Round brackets around one value only group it, and a matrix may bring its own.
    if (items.length === 1 && open === "(" && close === ")") return items[0]
    if (items.length === 1 && open === "[" && close === "]" && items[0]?.kind === "matrix") return items[0]
    return items.some((item) => item === undefined)
      ? undefined
      : { kind: "sequence", open, close, items: items as ReadonlyArray<Reading> }
  }
  if (/\\(?:pm|mp)(?![a-zA-Z])/.test(text)) {
    const signed = (plus: string, minus: string) =>
      part(text.replace(/\\pm(?![a-zA-Z])/g, plus).replace(/\\mp(?![a-zA-Z])/g, minus).replace(/^\s*\+/, ""))
    return set([signed("+", "-"), signed("-", "+")], "values")
  }
  if (/^\\mathbb\s*(?:\{\s*R\s*\}|R)$/.test(text)) {
    return { kind: "sequence", open: "(", close: ")", items: [minusInfinity, infinity] }
  }
  return numeral(text) ?? leaf(text)
}

const matrix = (open: string, inside: string): Reading | undefined => {
  const name = /\{([a-z]+)\*?\}/.exec(open)![1]
  if (!/^(?:[pbBvV]?matrix|smallmatrix|array)$/.test(name)) return undefined
  const lines = split(inside, (token) => token === "\\\\").filter((line) => line !== "")
  const rows = lines.map((line) => split(line, (token) => token === "&").map(part))
  return rows.length === 0 || rows.flat().some((item) => item === undefined)
    ? undefined
    : { kind: "matrix", bars: /^v/i.test(name), rows: rows as ReadonlyArray<ReadonlyArray<Reading>> }
}

/** All items or none. A list of values of one variable, x = 1 or x = 2, is a list of values. */
const set = (items: ReadonlyArray<Reading | undefined>, of: "values" | "union"): Reading | undefined => {
  if (items.some((item) => item === undefined)) return undefined
  const read = items as ReadonlyArray<Reading>
  const names = new Set(read.flatMap((item) => item.kind === "equation" ? [item.left.replace(/\s+/g, "")] : []))
  const one = names.size === 1 && isName([...names][0])
  return { kind: "set", of, items: one ? read.map((item) => item.kind === "equation" ? item.value : item) : read }
}

type Part = Reading | undefined

/** The parts of a list; the two of a plus-minus are two of them, and a set in braces is one. */
const members = (texts: ReadonlyArray<string>): ReadonlyArray<Part> =>
  texts.flatMap((text) => bracketed(text)?.open === "\\{" ? [part(text)] : flat([part(text)], "values"))

const flat = (items: ReadonlyArray<Part>, of: "values" | "union"): ReadonlyArray<Part> =>
  items.flatMap((item): ReadonlyArray<Part> => item?.kind === "set" && item.of === of ? item.items : [item])

/** What is written twice in a set is in it once. */
const distinct = (items: ReadonlyArray<Part>): ReadonlyArray<Part> => {
  const key = (item: Part) => JSON.stringify(item, (_, value) => typeof value === "bigint" ? `${value}` : value)
  return [...new Map(items.map((item) => [key(item), item])).values()]
}

/** 52_8: digits that say their base. */
const numeral = (text: string): Reading | undefined => {
  const found = /^([0-9A-Z]+)_(?:\{(?:\\text\s*\{)?(\d+)\}?\}|(\d))$/.exec(text.replace(/\s+/g, ""))
  if (found === null) return undefined
  const base = Number(found[2] ?? found[3])
  const digits = [...found[1]].map((digit) => parseInt(digit, 36))
  if (base < 2 || base > 36 || digits.some((digit) => digit >= base)) return undefined
  const value = digits.reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n)
  return base === 10 ? { kind: "number", value: { n: value, d: 1n } } : { kind: "numeral", value, base }
}

const onlyLetters = /^[a-zA-Z][a-zA-Z '.-]*$/
const word = /(?<![\\a-zA-Z])[a-zA-Z]{3,}/
/** Two words, or a number before one. */
const twoWords = /(?<![\\a-zA-Z])(?:[a-zA-Z]{2,} +[a-zA-Z]{2,}|\d +[a-zA-Z]{3,})/

const leaf = (text: string): Reading => {
  const prose = text.includes("\\text") || (onlyLetters.test(text) && word.test(text)) || twoWords.test(text)
  const value = prose ? cardinal(plainWords(text)) : undefined
  if (value !== undefined) return { kind: "number", value: { n: value, d: 1n } }
  // Digits apart are two numbers or a slip; TeX would set them as one number.
  return prose || /(?<![_^\d])\d+ \d/.test(text) ? { kind: "words", words: text } : { kind: "expression", latex: text }
}

const unbraced = (text: string): string => {
  const around = bracketed(text)
  return around?.open === "{" ? unbraced(around.inside) : text
}
