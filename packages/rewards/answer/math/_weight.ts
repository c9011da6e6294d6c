// What an expression would cost the engine, seen from its form before anything is computed. Only the form decides, so that an
// answer is refused on every machine or on none.
import type { MathJsonExpression } from "@cortex-js/compute-engine"

/** The most that is computed. Answers of people stay far below all of them. */
const most = { digits: 20_000, work: 50_000, rounds: 1000, openRounds: 150, depth: 8, nodes: 1500 }

interface Weight {
  /** log10 of how large the value may be, its denominator included. */
  readonly digits: number
  /** The digits of all large powers, factorials and binomial coefficients. */
  readonly work: number
  /** How often something inside is computed, of sums, products and integrals. */
  readonly rounds: number
  /** Functions of functions. */
  readonly depth: number
  readonly nodes: number
  /** Whether it has variables, and so is computed at many points. */
  readonly open: boolean
}

/** Whether an expression, as it was written, is more than the engine should begin with. */
export const isTooHeavy = (expression: MathJsonExpression): boolean => {
  const { digits, work, rounds, depth, nodes, open } = weigh(expression, new Map())
  return !(digits <= most.digits) || !(work <= most.work) || rounds > (open ? most.openRounds : most.rounds) ||
    depth > most.depth ||
    nodes > most.nodes
}

/** Variables are taken between -45 and 45. */
const variable = 1.7
/** Of what has no last term, and of an integral, about so many terms are computed. */
const endless = 400

type Sizes = ReadonlyMap<string, number>

const weigh = (expression: MathJsonExpression, sizes: Sizes): Weight => {
  if (typeof expression === "number") return atom(sizeOf(`${expression}`))
  if (typeof expression === "string") return symbol(expression, sizes)
  if (!Array.isArray(expression)) return "num" in expression ? atom(sizeOf(expression.num)) : atom(0)
  const [head, ...operands] = expression
  if (head === "Sum" || head === "Product" || head === "Integrate") return repeated(head, operands, sizes)
  const parts = operands.map((operand) => weigh(operand, sizes))
  const digits = digitsOf(head, parts.map((part) => part.digits))
  return {
    digits,
    work: total(parts.map(({ work }) => work)) + (costly.has(head) ? digits : 0),
    rounds: total(parts.map(({ rounds }) => rounds)),
    depth: Math.max(0, ...parts.map(({ depth }) => depth)) + (arithmetic.has(head) ? 0 : 1),
    nodes: 1 + total(parts.map(({ nodes }) => nodes)),
    open: parts.some(({ open }) => open),
  }
}

const arithmetic = new Set(
  "Add Subtract Negate Multiply Divide Rational Power Root Sqrt Square InvisibleOperator Delimiter Sequence Tuple List Matrix"
    .split(" "),
)

const costly = new Set("Power Exp Factorial Factorial2 Binomial".split(" "))

const digitsOf = (head: string, all: ReadonlyArray<number>): number => {
  const [first = 0, second = 0] = all
  switch (head) {
    case "Power":
      return Math.max(first, 0.31) * 10 ** second
    case "Exp":
    case "Sinh":
    case "Cosh":
      return 10 ** first
    // n! < n^n, and no binomial coefficient is above 2^n; what counts is that each takes n steps.
    case "Factorial":
    case "Factorial2":
      return 10 ** first * Math.max(first, 1)
    case "Binomial":
      return 10 ** first
    case "Multiply":
    case "InvisibleOperator":
    case "Divide":
    case "Rational":
      return total(all)
    default:
      return Math.max(0, ...all) + Math.log10(Math.max(1, all.length))
  }
}

/** The body as often as the bounds say, with the counting variable as large as they are. */
const repeated = (head: string, [body, ...ranges]: ReadonlyArray<MathJsonExpression>, sizes: Sizes): Weight => {
  const inside = new Map(sizes)
  let [times, open, nodes] = [1, false, 1]
  for (const range of ranges) {
    const [name, ...bounds] = Array.isArray(range) ? range.slice(1) : []
    const weights = (bounds as ReadonlyArray<MathJsonExpression>).map((bound) => weigh(bound, sizes))
    const size = Math.max(0, ...weights.map(({ digits }) => digits))
    const isEndless = head === "Integrate" || bounds.some((bound) => `${bound}`.includes("Infinity")) ||
      bounds.length < 2
    times *= isEndless ? endless : 1 + 10 ** size
    open ||= weights.some((weight) => weight.open)
    nodes += total(weights.map((weight) => weight.nodes))
    if (typeof name === "string") inside.set(name, isEndless ? Math.log10(endless) : size)
  }
  const within = body === undefined ? atom(0) : weigh(body, inside)
  return {
    digits: within.digits * (head === "Product" ? times : 1) + Math.log10(times),
    work: times * within.work,
    rounds: times * Math.max(1, within.rounds),
    depth: within.depth + 1,
    nodes: nodes + within.nodes,
    open: open || within.open,
  }
}

const atom = (digits: number): Weight => ({ digits, work: 0, rounds: 0, depth: 0, nodes: 1, open: false })

/** A variable, or one that is counted; constants have longer names. */
const symbol = (name: string, sizes: Sizes): Weight => {
  const counted = sizes.get(name)
  return {
    ...atom(counted ?? (name.includes("Infinity") ? 0 : variable)),
    open: counted === undefined && name.length < 6,
  }
}

/** log10 of a number as it is written, at least 0. */
const sizeOf = (text: string): number => {
  const [, whole, power] = /^[+-]?(\d*)[^e]*(?:e([+-]?\d+))?$/i.exec(text) ?? ["", "", "0"]
  const leading = whole.replace(/^0+/, "")
  const size = leading === "" ? 0 : Math.log10(Number(`0.${leading.slice(0, 15)}`)) + leading.length
  return Math.max(0, size + Number(power ?? 0), -Number(power ?? 0))
}

const total = (numbers: ReadonlyArray<number>): number => numbers.reduce((sum, number) => sum + number, 0)
