import { all, any, matched } from "./_logic.ts"
import { isLabel, isName } from "./_name.ts"
import { point, roots } from "./_named.ts"
import { over, same } from "./_rational.ts"
import { plainWords } from "./_words.ts"
import type { Claim } from "./claim.ts"
import { read, type Reading } from "./reading.ts"

/**
 * What must hold for two readings to be one answer. A unit may be missing on one side, as may the name in `x = 5`; where both
 * sides have one, they must agree. What cannot be the same by its shape is `false` without any question.
 *
 * @example
 * ```ts
 * import { read } from "@rlif/rewards/answer/math/reading"
 * import { sameness } from "@rlif/rewards/answer/math/sameness"
 *
 * const [half, root] = ["0.5", "\\sqrt{2}"].map((text) => read(text)!)
 * sameness(half, read("\\frac{1}{2}")!) // true
 * sameness(root, read("2^{1/2}")!) // { same: ["\\sqrt{2}", "2^{1/2}"] }
 * ```
 */
export const sameness = (a: Reading, b: Reading): Claim => {
  if (a.kind === "equation" && b.kind !== "equation") return isLabel(a.left) && among(a.value, b)
  if (b.kind === "equation" && a.kind !== "equation") return isLabel(b.left) && among(a, b.value)
  return among(a, b)
}

/** That a reading's expressions can be understood at all: true where it has none. */
export const legible = (reading: Reading): Claim => all(expressions(reading).map((readable): Claim => ({ readable })))

/** As `sameness`, for the parts of an answer: an equation is no value there. */
const among = (a: Reading, b: Reading): Claim => {
  if (a.kind === "words" || b.kind === "words") {
    return plainWords(source(a)) === plainWords(source(b)) && source(a) !== ""
  }
  if (a.kind === "measure" || b.kind === "measure") return measures(a, b)
  if (a.kind === "number" && b.kind === "number") return same(a.value, b.value)
  if (a.kind === "numeral" && b.kind === "numeral") return a.base === b.base && a.value === b.value
  if (a.kind === "equation" && b.kind === "equation") return equations(a, b)
  if (a.kind === "sequence" && b.kind === "sequence") {
    return a.open === b.open && a.close === b.close && inOrder(a.items, b.items)
  }
  if (a.kind === "sequence" && b.kind === "set") return optionally(point(b), (named) => among(a, named))
  if (b.kind === "sequence" && a.kind === "set") return optionally(point(a), (named) => among(named, b))
  if (a.kind === "set" && b.kind === "set") {
    const [left, right] = [roots(a), roots(b)]
    if (left === undefined && right !== undefined) return among(a, right)
    if (right === undefined && left !== undefined) return among(left, b)
    return a.of === b.of && a.items.length === b.items.length &&
      matched(a.items.map((item) => b.items.map((other) => among(item, other))))
  }
  if (a.kind === "matrix" && b.kind === "matrix") {
    const shape = a.bars === b.bars && a.rows.length === b.rows.length &&
      a.rows.every((row, i) => row.length === b.rows[i].length)
    return shape && inOrder(a.rows.flat(), b.rows.flat())
  }
  const [left, right] = [scalar(a), scalar(b)]
  return left !== undefined && right !== undefined && (left === right || { same: [left, right] })
}

const optionally = (named: Reading | undefined, holds: (named: Reading) => Claim): Claim =>
  named !== undefined && holds(named)

type Equation = Extract<Reading, { kind: "equation" }>

/** The same name for the same value, or the same curve: x - y = 1 and 2y = 2x - 2. */
const equations = (a: Equation, b: Equation): Claim => {
  const sameName = a.left.replace(/\s+/g, "") === b.left.replace(/\s+/g, "")
  const [left, right] = [a, b].map(({ left, value }) => {
    const side = scalar(value)
    return side === undefined ? undefined : `(${left})-(${side})`
  })
  const curve: Claim = left !== undefined && right !== undefined && { proportional: [left, right] }
  return sameName ? any([among(a.value, b.value), curve]) : curve
}

const measures = (a: Reading, b: Reading): Claim => {
  const [left, right] = [parts(a), parts(b)]
  if (left.unit !== undefined && right.unit !== undefined) return left.unit === right.unit && among(left.of, right.of)
  const percent = left.unit === "%" || right.unit === "%"
  const bare = among(lettered(left.of, right.unit), lettered(right.of, left.unit))
  // 50% is a half; and where a percentage was asked for, 50 is what is left of it without its unit.
  return percent ? any([bare, among(fraction(left), fraction(right))]) : bare
}

/** 12 m without its m, which is a product where nobody says that it is a unit. */
const lettered = (of: Reading, unit: string | undefined): Reading => {
  if (of.kind !== "expression" || unit?.length !== 1) return of
  const number = /^(.*[\d}])\s*([a-zA-Z])$/.exec(of.latex)
  return number?.[2].toLowerCase() === unit ? read(number[1]) ?? of : of
}

const parts = (reading: Reading): { readonly of: Reading; readonly unit: string | undefined } =>
  reading.kind === "measure" ? reading : { of: reading, unit: undefined }

const fraction = ({ of, unit }: ReturnType<typeof parts>): Reading => {
  if (unit !== "%") return of
  if (of.kind === "number") return { kind: "number", value: over(of.value, { n: 100n, d: 1n })! }
  const text = scalar(of)
  return text === undefined ? of : { kind: "expression", latex: `\\frac{${text}}{100}` }
}

/** A number or an expression as LaTeX. */
const scalar = (reading: Reading): string | undefined => {
  if (reading.kind === "expression") return reading.latex
  if (reading.kind !== "number") return undefined
  const { n, d } = reading.value
  return d === 1n ? `${n}` : `${n < 0n ? "-" : ""}\\frac{${n < 0n ? -n : n}}{${d}}`
}

/** What words are compared with: the text of a leaf, of a name or of a small list; nothing for other shapes. */
const source = (reading: Reading): string => {
  if (reading.kind === "words") return reading.words
  if (reading.kind === "set") return reading.items.map(source).join(", ")
  return scalar(reading) ?? ""
}

const expressions = (reading: Reading): ReadonlyArray<string> => {
  switch (reading.kind) {
    case "expression":
      return [reading.latex]
    case "measure":
      return expressions(reading.of)
    case "sequence":
    case "set":
      return reading.items.flatMap(expressions)
    case "matrix":
      return reading.rows.flat().flatMap(expressions)
    case "equation":
      return [...(isName(reading.left) ? [] : [reading.left]), ...expressions(reading.value)]
    case "number":
    case "numeral":
    case "words":
      return []
  }
}

const inOrder = (a: ReadonlyArray<Reading>, b: ReadonlyArray<Reading>): Claim =>
  a.length === b.length && all(a.map((item, i) => among(item, b[i])))
