// The tests of templates, after "is".
import type { Meter } from "./meter.ts"
import {
  Callable,
  equal,
  Float,
  has,
  isDict,
  isList,
  numberOf,
  order,
  shown,
  typeOf,
  Undefined,
  type Value,
} from "./python.ts"

/** A test of a value. Only tests by name, as in `selectattr("role", "eq", "user")`, have arguments in `given`. */
type Test = (value: Value, given: ReadonlyArray<Value>, meter: Meter) => boolean

const rest = (value: Value, by: Value): number => {
  const [x, y] = [numberOf(value), numberOf(by)]
  if (x === undefined || y === undefined) throw new Error(`a ${typeOf(value)} has no remainder by a ${typeOf(by)}`)
  if (y === 0) throw new Error("division by zero")
  return x % y
}
const compared = (is: (order: number) => boolean): Test => (value, [other], meter) => is(order(value, other, meter))
const same: Test = (value, [other], meter) => equal(value, other, meter)
const letters = (other: (text: string) => string): Test => (value, _, meter) => {
  const text = shown(value, meter)
  return text.toUpperCase() !== text.toLowerCase() && text === other(text)
}

const plain: Readonly<Record<string, Test>> = {
  boolean: (value) => typeof value === "boolean",
  callable: (value) => value instanceof Callable,
  defined: (value) => !(value instanceof Undefined),
  even: (value) => rest(value, 2) === 0,
  false: (value) => value === false,
  float: (value) => value instanceof Float,
  integer: (value) => typeof value === "number",
  iterable: (value) => typeof value === "string" || isList(value) || isDict(value) || value instanceof Undefined,
  lower: letters((text) => text.toLowerCase()),
  mapping: isDict,
  none: (value) => value === null,
  number: (value) => numberOf(value) !== undefined,
  odd: (value) => Math.abs(rest(value, 2)) === 1,
  sequence: (value) => typeof value === "string" || isList(value) || isDict(value) || value instanceof Undefined,
  string: (value) => typeof value === "string",
  true: (value) => value === true,
  undefined: (value) => value instanceof Undefined,
  upper: letters((text) => text.toUpperCase()),
}
const comparing: Readonly<Record<string, Test>> = {
  "==": same,
  eq: same,
  equalto: same,
  "!=": (...all) => !same(...all),
  ne: (...all) => !same(...all),
  ">": compared((order) => order > 0),
  gt: compared((order) => order > 0),
  greaterthan: compared((order) => order > 0),
  "<": compared((order) => order < 0),
  lt: compared((order) => order < 0),
  lessthan: compared((order) => order < 0),
  ">=": compared((order) => order >= 0),
  ge: compared((order) => order >= 0),
  "<=": compared((order) => order <= 0),
  le: compared((order) => order <= 0),
  in: (value, [among], meter) => has(value, among, meter),
  sameas: (value, [other]) => {
    if (typeof value === "string" && typeof other === "string") throw new Error("sameas of two texts is not supported")
    return value === other
  },
  divisibleby: (value, [by]) => rest(value, by) === 0,
}

/** The test with a name, for use after "is". */
export const plainTest = (name: string): Test | undefined => Object.hasOwn(plain, name) ? plain[name] : undefined

/** Whether there is a test of this name. */
export const isTest = (name: string): boolean => Object.hasOwn(plain, name) || Object.hasOwn(comparing, name)

/** The test that a filter names, with its arguments. */
export const testOf = (name: string, given: ReadonlyArray<Value>): Test => {
  if (Object.hasOwn(plain, name) && given.length === 0) return plain[name]
  if (Object.hasOwn(comparing, name) && given.length === 1) return comparing[name]
  throw new Error(`the test "${name}" with ${given.length} arguments is not supported`)
}
