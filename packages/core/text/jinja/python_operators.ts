// Python's operators.
import type { Meter } from "./meter.ts"
import { defined, Float, isList, listed, numberOf, shown, Tuple, typeOf, type Value } from "./python.ts"

/** The result of `a operator b` for an arithmetic operator. */
export const arithmetic = (operator: string, values: readonly [Value, Value], meter: Meter): Value => {
  if (operator === "~") return glued(values, meter)
  const [a, b] = [defined(values[0]), defined(values[1])]
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined && y !== undefined) {
    return number(operator, [x, y], operator === "/" || a instanceof Float || b instanceof Float)
  }
  if (operator === "+" && typeof a === "string" && typeof b === "string") return glued([a, b], meter)
  if (operator === "+" && isList(a) && isList(b) && typeOf(a) === typeOf(b)) return joined(a, b, meter)
  if (operator === "*" && y !== undefined && !(b instanceof Float)) return repeated(a, y, meter)
  if (operator === "*" && x !== undefined && !(a instanceof Float)) return repeated(b, x, meter)
  if (operator === "%" && typeof a === "string") throw new Error('filling in a text by "%" is not supported')
  throw new Error(`"${operator}" is not for a ${typeOf(a)} and a ${typeOf(b)}`)
}

const glued = ([a, b]: readonly [Value, Value], meter: Meter): string => {
  const text = shown(a, meter) + shown(b, meter)
  meter.letters(text.length)
  return text
}

const joined = (a: ReadonlyArray<Value>, b: ReadonlyArray<Value>, meter: Meter): Value => {
  meter.step(a.length + b.length)
  return a instanceof Tuple ? listed(listed(new Tuple(), a), b) : [...a, ...b]
}

const repeated = (value: Value, times: number, meter: Meter): Value => {
  const count = Math.max(times, 0)
  if (typeof value === "string") {
    meter.letters(value.length * count)
    return value.repeat(count)
  }
  if (!isList(value)) throw new Error(`"*" is not for a ${typeOf(value)} and an int`)
  meter.step(value.length * count)
  const items = Array.from({ length: count }, () => [...value]).flat()
  return value instanceof Tuple ? listed(new Tuple(), items) : items
}

/** Arithmetic of numbers: `//` rounds down, and `%` has the sign of the divisor. */
const number = (operator: string, [x, y]: readonly [number, number], isFloat: boolean): Value => {
  if (["/", "//", "%"].includes(operator) && y === 0) throw new Error("division by zero")
  if (operator === "**" && x === 0 && y < 0) throw new Error("0 has no negative power")
  const value = results[operator](x, y)
  if (isFloat || (operator === "**" && y < 0)) return new Float(value)
  if (!Number.isSafeInteger(value)) throw new Error(`whole numbers above 2^53 are not supported: ${x} ${operator} ${y}`)
  return value + 0
}

const results: Readonly<Record<string, (x: number, y: number) => number>> = {
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "//": (x, y) => Math.floor(x / y),
  "%": (x, y) => {
    const rest = x % y
    return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest
  },
  "**": (x, y) => x ** y,
}

/** The items of the slice `[start:stop:step]`. */
export const sliced = <A>(items: ReadonlyArray<A>, bounds: ReadonlyArray<Value>): ReadonlyArray<A> => {
  const whole = bounds.map((bound) => {
    if (bound === null || typeof bound === "number") return bound
    if (typeof bound === "boolean") return Number(bound)
    throw new Error(`a slice has whole bounds, not a ${typeOf(defined(bound))}`)
  })
  const step = whole[2] ?? 1
  if (step === 0) throw new Error("the step of a slice is 0")
  const { length } = items
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1]
  const bound = (given: number | null, otherwise: number) =>
    given === null ? otherwise : Math.min(Math.max(given < 0 ? given + length : given, least), most)
  const [from, to] = [bound(whole[0], step > 0 ? 0 : length - 1), bound(whole[1], step > 0 ? length : -1)]
  const kept: Array<A> = []
  for (let at = from; step > 0 ? at < to : at > to; at += step) kept.push(items[at])
  return kept
}
