// The values of a template, which are Python's: how they become text, and how they compare.
import type { Meter } from "./meter.ts"

/** Python's float, which keeps 2.0 apart from the integer 2. */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A tuple, written (1, 2) and never equal to the list [1, 2]. */
export class Tuple extends Array<Value> {}

/** A result of `range`, `keys`, `values` and `items`, which can be looped over but not turned into text. */
export class View extends Array<Value> {}

/** Items as a list of a kind of its own. */
export const listed = <List extends Array<Value>>(list: List, items: Iterable<Value>): List => {
  for (const item of items) list.push(item)
  return list
}

/** A missing value, and the expression that asked for it. */
export class Undefined {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** A result of `namespace`, the only value that a template may change; or names that are looked up when needed. */
export class Namespace {
  readonly fields: Map<string, Value>
  readonly #find: (name: string) => Value
  constructor(fields: Map<string, Value>, find?: (name: string) => Value) {
    this.fields = fields
    this.#find = find ?? ((name) => new Undefined(`"${name}" of a namespace`))
  }

  get(name: string): Value {
    const value = this.fields.get(name)
    return value === undefined ? this.#find(name) : value
  }
}

/** Arguments by position and by name. */
export interface Given {
  readonly args: ReadonlyArray<Value>
  readonly named: ReadonlyMap<string, Value>
}

/** A function, with its name for messages. */
export class Callable {
  readonly name: string
  readonly call: (given: Given) => Value
  constructor(name: string, call: (given: Given) => Value) {
    this.name = name
    this.call = call
  }
}

export type Dict = ReadonlyMap<string | number, Value>
export type Value =
  | string
  | number
  | boolean
  | null
  | Float
  | Undefined
  | Namespace
  | Callable
  | Dict
  | ReadonlyArray<Value>

/** A value of JSON, read as by Python's `json`. */
export const fromJson = (json: unknown): Value => {
  if (json === undefined) return new Undefined("a value that is not given")
  if (typeof json === "number") return Number.isSafeInteger(json) ? json : new Float(json)
  if (Array.isArray(json)) return json.map(fromJson)
  if (typeof json === "object" && json !== null) {
    return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]))
  }
  return json as Value
}

/** The letters of a text, as in Python: code points, not the surrogates of JavaScript. */
export const lettersOf = (text: string): ReadonlyArray<string> => [...text]

export const isList = (value: Value): value is ReadonlyArray<Value> => Array.isArray(value)
export const isDict = (value: Value): value is Dict => value instanceof Map

/** The name of a value's type in Python. */
export const typeOf = (value: Value): string => {
  if (value === null) return "NoneType"
  if (typeof value === "string") return "str"
  if (typeof value === "boolean") return "bool"
  if (typeof value === "number") return "int"
  if (value instanceof Float) return "float"
  if (value instanceof View) return "view"
  if (value instanceof Tuple) return "tuple"
  if (isList(value)) return "list"
  if (isDict(value)) return "dict"
  return value instanceof Undefined ? "undefined" : value instanceof Namespace ? "namespace" : "function"
}

export const truth = (value: Value): boolean => {
  if (value instanceof Float) return value.value !== 0
  if (isList(value)) return value.length > 0
  if (isDict(value)) return value.size > 0
  if (value === null || typeof value !== "object") return Boolean(value)
  return !(value instanceof Undefined)
}

/** A value as a number, if it is one: True is 1. */
export const numberOf = (value: Value): number | undefined => {
  if (typeof value === "number") return value
  if (typeof value === "boolean") return Number(value)
  return value instanceof Float ? value.value : undefined
}

/** `str` of a value, which a template shows. */
export const shown = (value: Value, meter: Meter): string => {
  if (typeof value === "string") return value
  return value instanceof Undefined ? "" : repr(value, meter)
}

/** `repr` of a value, which a list shows. */
const repr = (value: Value, meter: Meter): string => {
  meter.step()
  const text = bare(value, meter)
  meter.letters(text.length)
  return text
}

const bare = (value: Value, meter: Meter): string => {
  if (value === null) return "None"
  if (typeof value === "boolean") return value ? "True" : "False"
  if (typeof value === "number") return String(value)
  if (typeof value === "string") return quoted(value)
  if (value instanceof Float) return floatText(value.value)
  if (value instanceof Undefined) return "Undefined"
  const inside = (values: ReadonlyArray<Value>) => Array.from(values, (value) => repr(value, meter)).join(", ")
  if (value instanceof Tuple) return `(${inside(value)}${value.length === 1 ? "," : ""})`
  if (isList(value) && !(value instanceof View)) return `[${inside(value)}]`
  if (isDict(value)) {
    return `{${[...value].map(([key, item]) => `${repr(key, meter)}: ${repr(item, meter)}`).join(", ")}}`
  }
  throw new Error(`showing a ${typeOf(value)} as text is not supported`)
}

/** Python's shortest digits, with an exponent below 1e-4 and from 1e16 on. */
export const floatText = (value: number): string => {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  if (Object.is(value, -0)) return "-0.0"
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2")
  }
  // In this range JavaScript writes an exponent only below 1e-6.
  const text = String(value)
  return text.includes(".") ? text : `${text}.0`
}

const names: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" }

/** A text in single quotes, or in double quotes if it has single quotes and no double ones. */
const quoted = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inside = text.replace(/[\\\p{C}\p{Z}]/gu, (letter) => {
    const code = letter.codePointAt(0)!
    if (letter === " ") return letter
    const hex = code.toString(16)
    return names[letter] ??
      (code < 256
        ? `\\x${hex.padStart(2, "0")}`
        : code < 65536
        ? `\\u${hex.padStart(4, "0")}`
        : `\\U${hex.padStart(8, "0")}`)
  })
  return quote + (quote === "'" ? inside.replaceAll("'", "\\'") : inside) + quote
}

/** Python's `==`: None, False and "" differ from one another, but False equals 0. */
export const equal = (a: Value, b: Value, meter: Meter): boolean => {
  meter.step()
  if (typeof a === "string" && typeof b === "string") {
    meter.letters(Math.min(a.length, b.length))
    return a === b
  }
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined || y !== undefined) return x === y
  if (isList(a) && isList(b)) {
    if (typeOf(a) !== typeOf(b) || a.length !== b.length) return false
    return a.every((item, i) => equal(item, b[i], meter))
  }
  if (isDict(a) && isDict(b)) {
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && equal(item, b.get(key)!, meter))
  }
  return a === b || (a instanceof Undefined && b instanceof Undefined)
}

/** Below 0 if a comes before b. Throws unless both are numbers or both are texts. */
export const order = (a: Value, b: Value, meter: Meter): number => {
  meter.step()
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined && y !== undefined) return x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN
  if (typeof a !== "string" || typeof b !== "string") {
    throw new Error(`a ${typeOf(defined(a))} and a ${typeOf(defined(b))} have no order`)
  }
  const least = Math.min(a.length, b.length)
  let at = 0
  while (at < least && a[at] === b[at]) at++
  meter.letters(at + 1)
  if (at === least) return a.length - b.length
  // Texts compare by code points: a letter of two surrogates comes after all others.
  const [s, t] = [a.charCodeAt(at), b.charCodeAt(at)]
  const half = (code: number) => code >= 0xd800 && code < 0xe000
  return half(s) === half(t) ? s - t : half(s) ? 1 : -1
}

/** The value itself; throws an error that names a missing value. */
export const defined = <A extends Value>(value: A): A => {
  if (value instanceof Undefined) throw new Error(`${value.why} is undefined`)
  return value
}

/** The items of a value for a loop: none if the value is undefined. */
export const itemsOf = (value: Value, meter: Meter): ReadonlyArray<Value> => {
  const items = typeof value === "string"
    ? lettersOf(value)
    : isList(value)
    ? value
    : isDict(value)
    ? [...value.keys()]
    : undefined
  if (items === undefined && !(value instanceof Undefined)) throw new Error(`a ${typeOf(value)} has no items`)
  meter.step(items?.length ?? 0)
  return items ?? []
}

/** The number of items of a value. */
export const lengthOf = (value: Value, meter: Meter): number => {
  if (isDict(value)) return value.size
  if (isList(value)) return value.length
  if (typeof value !== "string" && !(value instanceof Undefined)) throw new Error(`a ${typeOf(value)} has no length`)
  return itemsOf(value, meter).length
}

/** Python's `item in value`. */
export const has = (item: Value, value: Value, meter: Meter): boolean => {
  if (typeof value === "string") {
    if (typeof item !== "string") throw new Error(`a ${typeOf(defined(item))} cannot be in a text`)
    meter.letters(value.length)
    return value.includes(item)
  }
  if (isDict(value)) return (typeof item === "string" || typeof item === "number") && value.has(item)
  return itemsOf(value, meter).some((other) => equal(item, other, meter))
}
