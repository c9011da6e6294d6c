// The filters of templates, after "|": the filters of Jinja that chat templates use. All others are refused by name.
import { argumentsOf, countArgument, textArgument } from "./arguments.ts"
import { jinjaJson } from "./json.ts"
import { isTest, testOf } from "./tests.ts"
import type { Meter } from "./meter.ts"
import {
  defined,
  equal,
  Float,
  type Given,
  isDict,
  isList,
  itemsOf,
  lengthOf,
  lettersOf,
  listed,
  Namespace,
  numberOf,
  order,
  shown,
  truth,
  Tuple,
  typeOf,
  Undefined,
  type Value,
} from "./python.ts"
import { arithmetic } from "./python_operators.ts"
import { capitalized, methodOf } from "./python_methods.ts"
import { pythonLines, strip, withoutEnd } from "./python_space.ts"

type Filter = (value: Value, given: Given, meter: Meter) => Value

/** The filter with a name. */
export const filterOf = (written: string): Filter | undefined => {
  const [, not, test] = /^is (not )?(\w+)$/.exec(written) ?? []
  if (test !== undefined) {
    if (!isTest(test)) return undefined
    return (value, { args }, meter) => testOf(test, args)(value, args, meter) !== (not !== undefined)
  }
  const name = written === "count" ? "length" : written === "d" ? "default" : written
  if (!Object.hasOwn(filters, name)) return undefined
  return (value, given, meter) => {
    if (typeof value === "string") meter.letters(value.length)
    const result = filters[name](value, given, meter)
    if (typeof result === "string") meter.letters(result.length)
    return result
  }
}

/** A filter that turns a value into text first. */
const text = (filter: (text: string) => string): Filter => (value, given, meter) => {
  argumentsOf("a filter of letters", given, {})
  return filter(shown(value, meter))
}

/** `a.b` and `a.0` of an item. */
const attribute = (item: Value, path: Value, otherwise?: Value): Value => {
  let found = item
  for (const part of typeof path === "number" ? [path] : textArgument("attribute", path).split(".")) {
    const key = typeof part === "string" && /^\d+$/.test(part) ? Number(part) : part
    const next: Value | undefined = isDict(found)
      ? found.get(key)
      : found instanceof Namespace
      ? found.fields.get(String(key))
      : typeof key === "number" && (isList(found) || typeof found === "string")
      ? found[key]
      : undefined
    if (next === undefined) return otherwise ?? new Undefined(`the attribute "${shownPath(path)}"`)
    found = next
  }
  return found
}
const shownPath = (path: Value) => typeof path === "string" || typeof path === "number" ? String(path) : typeOf(path)

const ofMany = (items: ReadonlyArray<Value>, at: number): Value => {
  const item = items.at(at)
  return item === undefined ? new Undefined("an item of an empty list") : item
}

const folded = (value: Value, caseSensitive: Value) =>
  typeof value === "string" && !truth(caseSensitive) ? value.toLowerCase() : value

/** Items sorted by their keys; the sort is stable. */
const sorted = (items: ReadonlyArray<Value>, key: (item: Value) => Value, { reverse, meter }: {
  readonly reverse: Value
  readonly meter: Meter
}) => {
  const keyed = Array.from(items, (item) => ({ item, key: key(item) }))
  const sign = truth(reverse) ? -1 : 1
  return keyed.sort((a, b) => sign * order(a.key, b.key, meter)).map(({ item }) => item)
}

const chosen = (keep: boolean, byAttribute: boolean): Filter => (value, { args }, meter) => {
  const [path, name, ...given] = byAttribute ? args : [null, ...args]
  const is = name === undefined
    ? truth
    : (item: Value) => testOf(textArgument("a test", name), given)(item, given, meter)
  if (byAttribute && path === undefined) throw new Error("selectattr and rejectattr need an attribute")
  return Array.from(itemsOf(value, meter)).filter((item) => is(byAttribute ? attribute(item, path) : item) === keep)
}

const extreme = (sign: number): Filter => (value, given, meter) => {
  const [sensitive, path] = argumentsOf("min and max", given, { case_sensitive: false, attribute: null })
  const key = (item: Value) => folded(path === null ? item : attribute(item, path), sensitive)
  const items = itemsOf(value, meter)
  if (items.length === 0) return new Undefined("an item of an empty list")
  return items.reduce((best, item) => sign * order(key(item), key(best), meter) > 0 ? item : best)
}

const titleCased = (word: string) => {
  const [first = "", ...others] = lettersOf(word)
  return first.toUpperCase() + others.join("").toLowerCase()
}

const wholeText = /^[+-]?\d+(_\d+)*$/
const floatWritten = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i

const asFloat = (value: Value): number | undefined => {
  if (typeof value !== "string") return numberOf(defined(value))
  const written = strip(value, { at: "both" })
  return floatWritten.test(written) ? Number(written.replaceAll("_", "")) : undefined
}

const filters: Readonly<Record<string, Filter>> = {
  abs: (value) => {
    const size = Math.abs(numberOf(value) ?? NaN)
    if (Number.isNaN(size)) throw new Error(`abs needs a number, not a ${typeOf(value)}`)
    return value instanceof Float ? new Float(size) : size
  },
  capitalize: text(capitalized),
  default: (value, given) => {
    const [otherwise, falsy] = argumentsOf("default", given, { default_value: "", boolean: false })
    return value instanceof Undefined || (truth(falsy) && !truth(value)) ? otherwise : value
  },
  dictsort: (value, given, meter) => {
    if (!isDict(value)) throw new Error(`dictsort needs a dict, not a ${typeOf(defined(value))}`)
    const [sensitive, by, reverse] = argumentsOf("dictsort", given, {
      case_sensitive: false,
      by: "key",
      reverse: false,
    })
    if (by !== "key" && by !== "value") throw new Error('dictsort goes by "key" or "value"')
    const pairs = Array.from(value, (pair) => listed(new Tuple(), pair))
    const key = (pair: Value) => folded((pair as Tuple)[by === "key" ? 0 : 1], sensitive)
    return sorted(pairs, key, { reverse, meter })
  },
  first: (value, _, meter) => ofMany(itemsOf(value, meter), 0),
  float: (value, given) => {
    const [otherwise] = argumentsOf("float", given, { default: new Float(0) })
    const number = asFloat(value)
    return number === undefined ? otherwise : new Float(number)
  },
  indent: (value, given, meter) => {
    const [width, first, blank] = argumentsOf("indent", given, { width: 4, first: false, blank: false })
    const count = typeof width === "string" ? 1 : Math.max(countArgument("indent", width), 0)
    const unit = typeof width === "string" ? width : " "
    // Python adds a newline first, which keeps a last empty line.
    const lines = pythonLines(`${shown(value, meter)}\n`).map(withoutEnd)
    meter.letters(unit.length * count * (lines.length + 1))
    const by = unit.repeat(count)
    const [start, ...others] = lines.map((line, i) => i === 0 || (line === "" && !truth(blank)) ? line : by + line)
    return (truth(first) ? by : "") + [start, ...others].join("\n")
  },
  int: (value, given) => {
    const [otherwise, base] = argumentsOf("int", given, { default: 0, base: 10 })
    if (base !== 10) throw new Error("int of another base than 10 is not supported")
    const written = typeof value === "string" ? strip(value, { at: "both" }) : ""
    const number = wholeText.test(written) ? Number(written.replaceAll("_", "")) : asFloat(value)
    if (number === undefined || !Number.isFinite(number)) return otherwise
    if (!Number.isSafeInteger(Math.trunc(number))) throw new Error("whole numbers above 2^53 are not supported")
    return Math.trunc(number) + 0
  },
  items: (value) => {
    if (value instanceof Undefined) return []
    if (!isDict(value)) throw new Error(`items needs a dict, not a ${typeOf(value)}`)
    return Array.from(value, (pair) => listed(new Tuple(), pair))
  },
  join: (value, given, meter) => {
    const [separator, path] = argumentsOf("join", given, { d: "", attribute: null })
    const items = itemsOf(value, meter)
    const parts = Array.from(items, (item) => shown(path === null ? item : attribute(item, path), meter))
    const between = shown(separator, meter)
    meter.letters(between.length * parts.length + parts.reduce((sum, part) => sum + part.length, 0))
    return parts.join(between)
  },
  last: (value, _, meter) => ofMany(itemsOf(value, meter), -1),
  length: (value, _, meter) => lengthOf(value, meter),
  list: (value, _, meter) => [...itemsOf(value, meter)],
  lower: text((text) => text.toLowerCase()),
  map: (value, given, meter) => {
    const items = itemsOf(value, meter)
    const path = given.named.get("attribute")
    if (path !== undefined && given.args.length === 0) {
      return Array.from(items, (item) => attribute(item, path, given.named.get("default")))
    }
    const [name, ...args] = given.args
    const filter = filterOf(textArgument("map", name ?? null))
    if (filter === undefined) throw new Error(`the filter "${String(name)}" is not supported`)
    return Array.from(items, (item) => filter(item, { args, named: given.named }, meter))
  },
  max: extreme(1),
  min: extreme(-1),
  reject: chosen(false, false),
  rejectattr: chosen(false, true),
  replace: (value, given, meter) => {
    const [old, put, count] = argumentsOf("replace", given, { old: undefined, new: undefined, count: null })
    const args = [shown(old, meter), shown(put, meter), count ?? -1]
    return methodOf(shown(value, meter), "replace", meter)!.call({ args, named: new Map() })
  },
  reverse: (value, _, meter) => {
    const items = [...itemsOf(value, meter)].reverse()
    return typeof value === "string" ? items.join("") : items
  },
  safe: (value) => value,
  select: chosen(true, false),
  selectattr: chosen(true, true),
  sort: (value, given, meter) => {
    const parameters = { reverse: false, case_sensitive: false, attribute: null }
    const [reverse, sensitive, path] = argumentsOf("sort", given, parameters)
    const key = (item: Value) => folded(path === null ? item : attribute(item, path), sensitive)
    return sorted(itemsOf(value, meter), key, { reverse, meter })
  },
  string: (value, _, meter) => shown(value, meter),
  sum: (value, given, meter) => {
    const [path, start] = argumentsOf("sum", given, { attribute: null, start: 0 })
    const items = itemsOf(value, meter).map((item) => path === null ? item : attribute(item, path))
    return items.reduce((sum, item) => arithmetic("+", [sum, item], meter), start)
  },
  title: text((text) => text.replace(/[^-\s({[<]+/g, titleCased)),
  tojson: jinjaJson,
  trim: (value, given, meter) => {
    const [among] = argumentsOf("trim", given, { chars: null })
    return strip(shown(value, meter), { at: "both", ...(among === null ? {} : { among: textArgument("trim", among) }) })
  },
  unique: (value, given, meter) => {
    const [sensitive, path] = argumentsOf("unique", given, { case_sensitive: false, attribute: null })
    const key = (item: Value) => folded(path === null ? item : attribute(item, path), sensitive)
    const seen: Array<Value> = []
    return Array.from(itemsOf(value, meter)).filter((item) => {
      const its = key(item)
      return seen.some((other) => equal(its, other, meter)) ? false : seen.push(its) > 0
    })
  },
  upper: text((text) => text.toUpperCase()),
}
