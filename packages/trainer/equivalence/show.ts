import { letter, type Path } from "./_rollouts.ts"
import type { Outcome } from "./check.ts"
import type { Tree } from "./trees.ts"

/**
 * An outcome in words; a counterexample with the numbers of both sides, its probabilities as fractions.
 * @stability unstable
 * @since 0.1.0
 */
export const show = (outcome: Outcome): string => {
  if (outcome.held) return `held in ${outcome.cases} cases, deviation ${brief(outcome.deviation)}`
  if (!("counterexample" in outcome)) {
    const { cases, largest, within } = outcome
    return `says nothing: in ${cases} cases the sides are at most ${
      brief(largest)
    } of their scale, below the tolerance of ${brief(within)}`
  }
  const { cases, counterexample, deviation, sides = [] } = outcome
  return [
    `fails by ${brief(deviation)}, found in case ${cases}; a small one:`,
    ...readable(counterexample).map((line) => `  ${line}`),
    ...sides.map((side, i) => `  ${["left", "right"][i]} = ${list(side, (x) => brief(x, 6))}`),
  ].join("\n")
}

/**
 * Any case as lines: numbers as fractions where they are simple ones, groups and policies as their distributions.
 * @stability unstable
 * @since 0.1.0
 */
export const readable = (value: unknown): ReadonlyArray<string> => {
  if (isFlat(value)) return [flat(value)]
  if (!isRecord(value)) return [String(value)]
  if (isKnownGroup(value)) return value.paths.map((path, i) => `completion ${i + 1}: ${path.map(step).join(", ")}`)
  if (isTree(value)) return tree(value)
  return Object.entries(value).flatMap(([name, inner]) =>
    isFlat(inner) ? [`${name} = ${flat(inner)}`] : [`${name}:`, ...readable(inner).map((line) => `  ${line}`)]
  )
}

/**
 * With so many significant digits.
 * @stability unstable
 * @since 0.1.0
 */
export const brief = (x: number, digits = 2): string => {
  const rounded = Number(x.toPrecision(digits))
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded)
}

/**
 * 0.25 is 1/4: fractions of denominators up to 400, other numbers to six digits.
 * @stability unstable
 * @since 0.1.0
 */
export const fraction = (x: number): string => {
  if (Number.isInteger(x) || !Number.isFinite(x)) return String(x)
  for (let d = 2; d <= 400; d++) {
    const n = Math.round(x * d)
    if (n !== 0 && Math.abs(x * d - n) < 1e-12 * d) return `${n}/${d}`
  }
  return brief(x, 6)
}

const step = ({ p, token }: Path[number]): string => `${letter(token)} of ${flat(p)}`

const tree = ({ p, next }: Tree): ReadonlyArray<string> => [
  `p = ${flat(p)}`,
  ...next.flatMap((child, j) => child === undefined ? [] : tree(child).map((line) => `after ${letter(j)}: ${line}`)),
]

const list = (values: ArrayLike<number>, of: (x: number) => string) => `(${Array.from(values, of).join(", ")})`

const flat = (value: unknown): string => {
  if (isNumbers(value)) return list(value, fraction)
  if (isTable(value)) return value.map((row) => list(row, fraction)).join(" ")
  return typeof value === "number" ? fraction(value) : String(value)
}

const isFlat = (value: unknown) => !isRecord(value) || isNumbers(value) || isTable(value)

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null

const isNumbers = (value: unknown): value is ArrayLike<number> =>
  (Array.isArray(value) && value.every((x) => typeof x === "number")) ||
  (ArrayBuffer.isView(value) && "length" in value)

const isTable = (value: unknown): value is ReadonlyArray<ArrayLike<number>> =>
  Array.isArray(value) && value.every(isNumbers)

const isKnownGroup = (value: object): value is { readonly paths: ReadonlyArray<Path> } => "paths" in value

const isTree = (value: object): value is Tree => "p" in value && "next" in value
