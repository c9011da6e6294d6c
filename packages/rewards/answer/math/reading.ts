import { balanced, bracketed, outside, split } from "./_balanced.ts"
import { cardinal } from "./_cardinal.ts"
import { isLabel } from "./_label.ts"
import { lines } from "./_lines.ts"
import { isName } from "./_name.ts"
import { inOrderOfNames } from "./_named.ts"
import { readRational, same } from "./_rational.ts"
import type { Reading } from "./_reading.ts"
import { spelled } from "./_spelling.ts"
import { isUnit, unmeasured } from "./_unit.ts"
import { plainWords } from "./_words.ts"

export type { Reading } from "./_reading.ts"

/** Longer answers are not read: judging in passing must be cheap. */
const longest = 2000

/** A question, a text that is crossed out, or one that goes on in an unwritten way. */
const isOpen = /[?？…]|\.\s?\.\s?\.|\d\.\.$|\\[bx]?cancel(?:to)?(?![a-zA-Z])|\\s(?:out|t)(?![a-zA-Z])/

/** More words than any answer has, such as a solution without a marked answer. Names of environments do not count. */
const isProse = (answer: string): boolean =>
  (answer.replace(/\\(?:begin|end)\s*\{\w+\*?\}/g, "").match(/(?<![\\a-zA-Z])[a-zA-Z]{3,}/g) ?? []).length > 8

/**
 * Reads an answer in LaTeX or plain text; `undefined` if the text is empty, overlong or prose, or its brackets do not match.
 * A reading leaves out units, the percent sign too, and what introduces a value, such as the name in `x = 5`. Reading is
 * pure, and quick for any text.
 *
 * @example
 * ```ts
 * import { read } from "@rlif/rewards/answer/math"
 *
 * read("1\\tfrac{1}{2}") // { kind: "number", value: { n: 3n, d: 2n } }
 * read("(1,2]") // a sequence, which opens with ( and closes with ]
 * read("\\frac{1}{") // undefined
 * ```
 *
 * @since 0.1.0
 */
export const read = (answer: string): Reading | undefined => {
  if (answer.length > longest || isProse(answer) || isOpen.test(answer)) return undefined
  const latex = spelled(answer)
  const found = balanced(latex) ? part(outside(latex, withoutThousands)) : undefined
  return found?.kind === "equation" && isLabel(found.left, found.value) ? found.value : found
}

/** 1,234 without its comma. In brackets commas separate: (1,234) is a pair. */
const withoutThousands = (text: string): string =>
  text.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)/g, (grouped) => grouped.replaceAll(",", ""))

const part = (latex: string): Reading | undefined => {
  const text = unbraced(latex)
  if (text === "") return undefined
  const value = readRational(text)
  if (value !== undefined) return { kind: "number", value }
  const told = clock(text) ?? residue(text)
  if (told !== undefined) return told
  const bounded = inequalities(text)
  if (bounded !== undefined) return bounded
  const listed = split(text, isComma)
  if (listed.length > 1) return set(members(listed), "values")
  const united = split(text, (token) => token === "\\cup")
  if (united.length > 1) return set(flat(united.map(part), "union"), "union")
  return relation(text) ?? measure(text) ?? ratio(text) ?? shape(text)
}

const isComma = (token: string): boolean => [",", ";", "\\land", "\\lor"].includes(token)

/** 3:30 p.m. differs from 3:30, and 3 mod 7 from 3. */
const clock = (text: string): Reading | undefined => {
  const found = /^(\d{1,2})(?:\s*:\s*(\d\d)|(?=\s|\\))\s*(?:\\text\s*\{\s*)?([ap])\.?\s?m\.?\s*\}?$/i.exec(text)
  if (found === null) return undefined
  const items = [found[1], found[2] ?? "0"].map(part) as ReadonlyArray<Reading>
  return { kind: "sequence", open: ":", close: `${found[3].toLowerCase()}m`, items }
}

const residue = (text: string): Reading | undefined => {
  const found = /^([^=]*[^=\s])\s*\\pmod\s*(?:\{\s*([^{}]*?)\s*\}|(\w))$/.exec(text)
  const [value, modulus] = found === null ? [] : [part(found[1]), part(found[2] ?? found[3])]
  return value && modulus && { kind: "sequence", open: "mod", close: "mod", items: [value, modulus] }
}

/** 2:7 and 2:3:7; minutes such as 05 belong to a clock, not to a ratio. */
const ratio = (text: string): Reading | undefined => {
  const terms = split(text, (token) => token === ":")
  const items = terms.length < 2 ? [undefined] : terms.map(part)
  if (items.some((item) => item === undefined)) return undefined
  const close = terms.slice(1).some((term) => /^0\d/.test(term)) ? "clock" : ":"
  return { kind: "sequence", open: ":", close, items: items as ReadonlyArray<Reading> }
}

/** `x \in S` says S; `left = right` is an equation; `a < x \le b` is an interval, and x \ne 8 all but one number. */
const relation = (text: string): Reading | undefined => {
  const [element, ...sets] = split(text, (token) => token === "\\in")
  if (sets.length === 1 && isName(element)) return part(sets[0])
  // A value that is nearly another is itself; a name is what it nearly is.
  const [exact, ...near] = split(text, (token) => token === "\\approx")
  if (near.length > 0) return part(exact === "" ? near[0] : isName(exact) ? `${exact}=${near[0]}` : exact)
  const unequal = split(text, (token) => token === "\\ne")
  if (unequal.length > 1) return without(unequal, text)
  const [reals, ...taken] = split(text, (token) => token === "\\setminus")
  const point = taken.length === 1 && isReals(reals) ? bracketed(taken[0]) : undefined
  if (point?.open === "\\{" && split(point.inside, isComma).length === 1) return without(["x", point.inside], text)
  const all = split(text, (token) => token === "=")
  if (all.length === 1) return inequality(text)
  if (all.includes("")) return undefined
  const numbers = all.flatMap((side) => readRational(side) ?? [])
  if (numbers.some((number) => !same(number, numbers[0]))) return undefined
  // x = 10/2 = 5 says how x is 5, and 10/2 = 5 comes to 5.
  const last = all.at(-1)!
  if ([...all.slice(0, -1), unmeasured(last) ?? last].every(isComputed)) return part(last)
  const sides = all.length > 2 && isName(all[0]) && !all.slice(1, -1).some(isName) ? [all[0], last] : all
  if (sides.length !== 2) return undefined
  const [left, right] = isName(sides[1]) && !isName(sides[0]) ? sides.toReversed() : sides
  const value = part(right)
  return value && { kind: "equation", left, right, value }
}

/** All numbers but one. */
const without = (sides: ReadonlyArray<string>, text: string): Reading | undefined => {
  if (sides.length > 2 || sides.includes("")) return undefined
  const value = part(isName(sides[0]) ? sides[1] : sides[0])
  if (value === undefined || !sides.some(isName)) return { kind: "words", words: text }
  const rays = [[minusInfinity, value], [value, infinity]]
  return {
    kind: "set",
    of: "union",
    items: rays.map((items) => ({ kind: "sequence", open: "(", close: ")", items })),
  }
}

/** An expression of numbers and operations alone, without variables. */
const isComputed = (text: string): boolean =>
  /^(?:\\(?:frac|sqrt|binom|cdot|times|div|pi|%)(?![a-zA-Z])|[^a-zA-Z\\])+$/.test(text)

const orders: Readonly<Record<string, { readonly up: boolean; readonly closed: boolean }>> = {
  "<": { up: true, closed: false },
  "\\le": { up: true, closed: true },
  ">": { up: false, closed: false },
  "\\ge": { up: false, closed: true },
}

/** The bounds of a name as an interval. */
const inequality = (text: string): Reading | undefined => {
  const signs: Array<string> = []
  const sides = split(text, (token) => Object.hasOwn(orders, token) && signs.push(token) > 0)
  const found = signs.map((sign) => orders[sign])
  const at = sides.findIndex(isName)
  if (signs.length === 0 || at < 0 || found.some(({ up }) => up !== found[0].up)) return undefined
  // A falling chain is turned round, so that it rises.
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

/** x < 2 or x > 3 is a union; x > 2 and x < 3 is an intersection. */
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

/** { x | x > 2 } is the set of its condition. */
const builder = (inside: string): Reading | undefined => {
  const sides = split(inside, (token) => ["\\mid", "|", ":"].includes(token))
  const [name, ...reals] = split(sides[0], (token) => token === "\\in")
  const real = reals.every(isReals)
  return sides.length === 2 && isName(name) && real ? inequalities(sides[1]) ?? inequality(sides[1]) : undefined
}

const isReals = (text: string): boolean => /^\\mathbb\s*(?:\{\s*R\s*\}|R)$/.test(text)

const infinity: Reading = { kind: "expression", latex: "\\infty" }
const minusInfinity: Reading = { kind: "expression", latex: "-\\infty" }

const measure = (text: string): Reading | undefined => {
  const of = unmeasured(text)
  // No quantity is measured twice, and 5%%%%% is not taken apart sign by sign.
  const found = of === undefined || unmeasured(of) !== undefined ? undefined : part(of)
  return found?.kind === "words" ? undefined : found
}

const shape = (text: string): Reading | undefined => {
  const around = bracketed(text)
  if (around?.open.startsWith("\\begin")) {
    return matrix(around.open, around.inside) ?? system(around.open, around.inside)
  }
  if (around !== undefined) {
    const { inside } = around
    const [open, close] = around.open === "\\langle" ? ["(", ")"] : [around.open, around.close]
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
  if (isReals(text)) {
    return { kind: "sequence", open: "(", close: ")", items: [minusInfinity, infinity] }
  }
  return numeral(text) ?? leaf(text)
}

const matrix = (open: string, inside: string): Reading | undefined => {
  const name = /\{([a-z]+)\*?\}/.exec(open)![1]
  if (!/^(?:[pbBvV]?matrix|smallmatrix|array)$/.test(name)) return undefined
  const lines = split(inside, (token) => token === "\\\\").filter((line) => line !== "")
  const rows = lines.map((line) => split(line, (token) => token === "&").map(part))
  // A column of equations is a system, and no vector.
  if (
    name === "array" && rows.length > 0 &&
    rows.every(([item, ...more]) => item?.kind === "equation" && more.length === 0)
  ) {
    return set(rows.flat(), "values")
  }
  return rows.length === 0 || rows.flat().some((item) => item === undefined)
    ? undefined
    : { kind: "matrix", bars: /^v/i.test(name), rows: rows as ReadonlyArray<ReadonlyArray<Reading>> }
}

/** Lines of a system are a list, and cases a set of values, each with its condition. */
const system = (open: string, inside: string): Reading | undefined => {
  const found = lines(open, inside)
  if (found === undefined) return undefined
  if (found.kind === "list") return part(found.text)
  const pieces = found.pieces.map((cells): Reading | undefined => {
    const items = cells.map(part)
    return items.some((item) => item === undefined)
      ? undefined
      : { kind: "sequence", open: "if", close: "if", items: items as ReadonlyArray<Reading> }
  })
  return set(pieces, "values")
}

/** All items or none. A list of values of one variable, x = 1 or x = 2, is a list of values. */
const set = (items: ReadonlyArray<Reading | undefined>, of: "values" | "union"): Reading | undefined => {
  if (items.some((item) => item === undefined)) return undefined
  const read = items as ReadonlyArray<Reading>
  const names = new Set(read.flatMap((item) => item.kind === "equation" ? [item.left.replace(/\s+/g, "")] : []))
  const one = names.size === 1 && isName([...names][0])
  const values = one ? read.map((item) => item.kind === "equation" ? item.value : item) : read
  return (of === "values" ? inOrderOfNames(values) : undefined) ?? { kind: "set", of, items: values }
}

type Part = Reading | undefined

/** The items of a list; a plus-minus gives two items, a set in braces one. */
const members = (texts: ReadonlyArray<string>): ReadonlyArray<Part> =>
  texts.flatMap((text) => bracketed(text)?.open === "\\{" ? [part(text)] : flat([part(text)], "values"))

const flat = (items: ReadonlyArray<Part>, of: "values" | "union"): ReadonlyArray<Part> =>
  items.flatMap((item): ReadonlyArray<Part> => item?.kind === "set" && item.of === of ? item.items : [item])

/** An element that is written twice is in the set once. */
const distinct = (items: ReadonlyArray<Part>): ReadonlyArray<Part> => {
  const key = (item: Part) => JSON.stringify(item, (_, value) => typeof value === "bigint" ? `${value}` : value)
  return [...new Map(items.map((item) => [key(item), item])).values()]
}

/** 52_8: digits that say their base, in digits or in words. */
const numeral = (text: string): Reading | undefined => {
  const compact = text.replace(/\s+/g, "")
  const found = /^\(?([0-9A-Z]+)\)?_(?:\{(?:\\text\{)?\(?(?:base)?(\d+|[a-z]+)\)?\}?\}|(\d))$/.exec(compact) ??
    /^([0-9A-Z]*\d[0-9A-Z]*)(?:\\text\{)?\(?\}?base(?:\\text\{|\}|\{)?(\d+|[a-z]+)\)?\}?$/.exec(compact)
  if (found === null) return undefined
  const said = found[2] ?? found[3]
  const base = Number(/\d/.test(said) ? said : cardinal(said) ?? 0n)
  const digits = [...found[1]].map((digit) => parseInt(digit, 36))
  if (base < 2 || base > 36 || digits.some((digit) => digit >= base)) return undefined
  const value = digits.reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n)
  return base === 10 ? { kind: "number", value: { n: value, d: 1n } } : { kind: "numeral", value, base }
}

const onlyLetters = /^[a-zA-Z][a-zA-Z '.-]*$/
const word = /(?<![\\a-zA-Z])[a-zA-Z]{3,}/g
/** Two words, or a number before one. */
const twoWords = /(?<![\\a-zA-Z])(?:[a-zA-Z]{2,} +[a-zA-Z]{2,}|\d +[a-zA-Z]{3,})/

const leaf = (text: string): Reading | undefined => {
  const isWords = onlyLetters.test(text) && (text.match(word)?.some((letters) => !isProduct(letters)) ?? false)
  const prose = text.includes("\\text") || isWords || (twoWords.test(text) && !isProduct(text.replace(/ /g, "")))
  const value = prose ? counted(plainWords(text)) : undefined
  if (value !== undefined) return { kind: "number", value: { n: value, d: 1n } }
  // Digits apart are two numbers or a slip; TeX would set them as one number.
  if (!prose) {
    return /(?<![_^\d])\d+ \d/.test(text) ? { kind: "words", words: text } : { kind: "expression", latex: text }
  }
  // \text{(A)} is A, as it would be without its command.
  const said = text.replace(/\\text\s*\{([^{}]*)\}/g, "$1").trim()
  const found = said === text || !balanced(said) ? undefined : part(said)
  return found === undefined || found.kind === "words" ? { kind: "words", words: said } : found
}

/** Forty-two, and forty-two apples. */
const counted = (words: string): bigint | undefined => {
  const [number, unit] = /^(.+) ([a-z]{3,})$/.exec(words)?.slice(1) ?? []
  return cardinal(words) ?? (unit !== undefined && isUnit(unit) ? cardinal(number) : undefined)
}

/** Letters in a row that nobody speaks: without vowels, or neighbors in the alphabet. Capital ones name points. */
const isProduct = (letters: string): boolean => {
  if (!/^[a-zA-Z]+$/.test(letters) || /^[A-Z]+$/.test(letters)) return false
  if (!/[aeiou]/i.test(letters)) return true
  const places = [...letters].map((letter) => letter.charCodeAt(0)).sort((a, b) => a - b)
  return places.every((place, i) => place === places[0] + i)
}

const unbraced = (text: string): string => {
  const around = bracketed(text)
  return around?.open === "{" ? unbraced(around.inside) : text
}
