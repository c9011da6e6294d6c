import { lettersOf } from "./_label.ts"
import { all, any, matched } from "./_logic.ts"
import { isName } from "./_name.ts"
import { same } from "./_rational.ts"
import { sameWords } from "./_words.ts"
import type { Claim } from "./claim.ts"
import type { Reading } from "./reading.ts"

/**
 * The claim that two readings are one answer: an equivalence, which forgives nothing. Readings whose shapes cannot be the
 * same give `false` without a question.
 *
 * @example
 * ```ts
 * import { read, sameness } from "@rlif/rewards/answer/math"
 *
 * const [half, root] = ["0.5", "\\sqrt{2}"].map((text) => read(text)!)
 * sameness(half, read("\\frac{1}{2}")!) // true
 * sameness(root, read("2^{1/2}")!) // { same: ["\\sqrt{2}", "2^{1/2}"] }
 * ```
 *
 * @since 0.1.0
 */
export const sameness = (a: Reading, b: Reading): Claim => {
  if (a.kind === "words" || b.kind === "words") {
    return a.kind === "words" && b.kind === "words" && sameWords(a.words, b.words)
  }
  if (a.kind === "number" && b.kind === "number") return same(a.value, b.value)
  if (a.kind === "numeral" && b.kind === "numeral") return a.base === b.base && a.value === b.value
  if (a.kind === "equation" && b.kind === "equation") return equations(a, b)
  if (a.kind === "equation") return graph(b, a)
  if (b.kind === "equation") return graph(a, b)
  if (a.kind === "sequence" && b.kind === "sequence") {
    return a.open === b.open && a.close === b.close && inOrder(a.items, b.items)
  }
  if (a.kind === "set" && b.kind === "set") {
    return a.of === b.of && a.items.length === b.items.length &&
      matched(a.items.map((item) => b.items.map((other) => sameness(item, other))))
  }
  if (a.kind === "matrix" && b.kind === "matrix") {
    const shape = a.bars === b.bars && a.rows.length === b.rows.length &&
      a.rows.every((row, i) => row.length === b.rows[i].length)
    return shape && inOrder(a.rows.flat(), b.rows.flat())
  }
  const [left, right] = [scalar(a), scalar(b)]
  return left !== undefined && right !== undefined && (left === right || { same: [left, right] })
}

/**
 * The claim that all expressions of a reading can be understood: true for a reading without expressions.
 * @since 0.1.0
 */
export const legible = (reading: Reading): Claim => all(expressions(reading).map((readable): Claim => ({ readable })))

type Equation = Extract<Reading, { kind: "equation" }>

/** The same name for the same value, or the same curve: x - y = 1 and 2y = 2x - 2. */
const equations = (a: Equation, b: Equation): Claim => {
  const sameName = a.left.replace(/\s+/g, "") === b.left.replace(/\s+/g, "")
  const [left, right] = [a, b].map(zero)
  const curve: Claim = left !== undefined && right !== undefined && { proportional: [left, right] }
  return sameName ? any([sameness(a.value, b.value), curve]) : curve
}

/** The expression that is zero on the curve of an equation. */
const zero = ({ left, value }: Equation): string | undefined => {
  const side = scalar(value)
  return side === undefined ? undefined : `(${left})-(${side})`
}

/** The curve y - 3x = 8 equals 3x + 8, as which y = 3x + 8 is read. */
const graph = (of: Reading, curve: Equation): Claim => {
  const [side, other] = [scalar(of), zero(curve)]
  return of.kind === "expression" && side !== undefined && other !== undefined && lettersOf(side).join("") === "x" &&
    lettersOf(other).join("") === "xy" && { proportional: [`(y)-(${side})`, other] }
}

/** A number or an expression as LaTeX. */
const scalar = (reading: Reading): string | undefined => {
  if (reading.kind === "expression") return reading.latex
  if (reading.kind !== "number") return undefined
  const { n, d } = reading.value
  return d === 1n ? `${n}` : `${n < 0n ? "-" : ""}\\frac{${n < 0n ? -n : n}}{${d}}`
}

const expressions = (reading: Reading): ReadonlyArray<string> => {
  switch (reading.kind) {
    case "expression":
      return [reading.latex]
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
  a.length === b.length && all(a.map((item, i) => sameness(item, b[i])))
