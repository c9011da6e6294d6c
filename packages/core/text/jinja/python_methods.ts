// The methods of texts, lists and dicts in a template: those of Python that change nothing. Others are refused by name.
import { argumentsOf, countArgument, textArgument } from "./arguments.ts"
import type { Meter } from "./meter.ts"
import {
  Callable,
  type Dict,
  equal,
  type Given,
  isDict,
  isList,
  itemsOf,
  lettersOf,
  listed,
  Tuple,
  type Value,
  View,
} from "./python.ts"
import { sliced } from "./python_operators.ts"
import { pythonLines, strip, withoutEnd } from "./python_space.ts"

/** The method of a value by name, if Python has one. */
export const methodOf = (value: Value, name: string, meter: Meter): Callable | undefined => {
  if (typeof value === "string") return found(name, { kind: "text", table: ofText, others: textOthers, value, meter })
  if (isDict(value)) return found(name, { kind: "dict", table: ofDict, others: dictOthers, value, meter })
  if (isList(value)) return found(name, { kind: "list", table: ofList, others: listOthers, value, meter })
  return undefined
}

type Methods<A> = Readonly<Record<string, (value: A, given: Given, meter: Meter) => Value>>

interface Kind<A> {
  readonly kind: string
  readonly table: Methods<A>
  /** Methods of Python that are refused here. */
  readonly others: string
  readonly value: A
  readonly meter: Meter
}

const found = <A>(name: string, { kind, table, others, value, meter }: Kind<A>): Callable | undefined => {
  const refused = () => {
    throw new Error(`the method "${name}" of a ${kind} is not supported`)
  }
  if (others.split(" ").includes(name)) return new Callable(name, refused)
  if (!Object.hasOwn(table, name)) return undefined
  return new Callable(name, (given) => {
    if (typeof value === "string") meter.letters(value.length)
    const result = table[name](value, given, meter)
    if (typeof result === "string") meter.letters(result.length)
    return result
  })
}

const ofList: Methods<ReadonlyArray<Value>> = {
  count: (list, given, meter) => {
    const [item] = argumentsOf("count", given, { item: undefined })
    return list.filter((other) => equal(item, other, meter)).length
  },
  index: (list, given, meter) => {
    const [item] = argumentsOf("index", given, { item: undefined })
    const at = list.findIndex((other) => equal(item, other, meter))
    if (at < 0) throw new Error("index finds no such item")
    return at
  },
}
const listOthers = "append clear copy extend insert pop remove reverse sort"

const ofDict: Methods<Dict> = {
  get: (dict, given) => {
    const [key, otherwise] = argumentsOf("get", given, { key: undefined, default: null })
    const item = typeof key === "string" || typeof key === "number" ? dict.get(key) : undefined
    return item === undefined ? otherwise : item
  },
  items: (dict) => listed(new View(), Array.from(dict, (pair) => listed(new Tuple(), pair))),
  keys: (dict) => listed(new View(), dict.keys()),
  values: (dict) => listed(new View(), dict.values()),
}
const dictOthers = "clear copy fromkeys pop popitem setdefault update"

const stripping = (name: string, at: "start" | "end" | "both") => (text: string, given: Given) => {
  const [among] = argumentsOf(name, given, { chars: null })
  return strip(text, { at, ...(among === null ? {} : { among: textArgument(name, among) }) })
}

/** A method that tests whether a text begins or ends with one of some parts, within optional bounds. */
const beginning = (name: string, is: (text: string, part: string) => boolean) => (text: string, given: Given) => {
  const [parts, from, to] = argumentsOf(name, given, { prefix: undefined, start: null, end: null })
  const within = from === null && to === null ? text : sliced(lettersOf(text), [from, to, 1]).join("")
  const among = parts instanceof Tuple ? parts : [parts]
  return [...among].some((part) => is(within, textArgument(name, part)))
}

const finding = (name: string, find: (text: string, part: string) => number) => (text: string, given: Given) => {
  const [part, from, to] = argumentsOf(name, given, { sub: undefined, start: 0, end: null })
  const letters = lettersOf(text)
  const [first] = sliced(letters.map((_, i) => i), [from, null, 1])
  const within = sliced(letters, [from, to, 1]).join("")
  const at = find(within, textArgument(name, part))
  return at < 0 ? -1 : (first ?? 0) + lettersOf(within.slice(0, at)).length
}

const splitting = (name: string, fromEnd: boolean) => (text: string, given: Given, meter: Meter): Value => {
  const [separator, most] = argumentsOf(name, given, { sep: null, maxsplit: -1 })
  const count = countArgument(name, most)
  const parts = separator === null ? words(text, count, fromEnd) : cut(text, textArgument(name, separator))
  meter.step(parts.length)
  if (separator === null || count < 0 || parts.length <= count + 1) return parts
  const whole = textArgument(name, separator)
  return fromEnd
    ? [parts.slice(0, parts.length - count).join(whole), ...parts.slice(parts.length - count)]
    : [...parts.slice(0, count), parts.slice(count).join(whole)]
}

const cut = (text: string, separator: string) => {
  if (separator === "") throw new Error("split needs a separator that is not empty")
  return text.split(separator)
}

/** Splits a text at white space, ignoring white space at both ends. */
const words = (text: string, most: number, fromEnd: boolean): ReadonlyArray<string> => {
  const parts: Array<string> = []
  const at = fromEnd ? "end" : "start"
  let rest = strip(text, { at })
  while (rest !== "" && (most < 0 || parts.length < most)) {
    const space = fromEnd ? lastSpace(rest) : firstSpace(rest)
    const word = fromEnd ? rest.slice(space) : rest.slice(0, space)
    parts.push(word)
    rest = strip(fromEnd ? rest.slice(0, space) : rest.slice(space), { at })
  }
  if (rest !== "") parts.push(rest)
  return fromEnd ? parts.reverse() : parts
}
const isSpace = (letter: string) => strip(letter, { at: "both" }) === ""
const firstSpace = (text: string) => {
  let at = 0
  while (at < text.length && !isSpace(text[at])) at++
  return at
}
const lastSpace = (text: string) => {
  let at = text.length
  while (at > 0 && !isSpace(text[at - 1])) at--
  return at
}

const replaced = (text: string, given: Given, meter: Meter): string => {
  const [from, to, most] = argumentsOf("replace", given, { old: undefined, new: undefined, count: -1 })
  const [old, put] = [textArgument("replace", from), textArgument("replace", to)]
  const count = countArgument("replace", most)
  const parts = old === "" ? ["", ...lettersOf(text), ""] : text.split(old)
  const times = Math.min(count < 0 ? Infinity : count, parts.length - 1)
  meter.step(parts.length)
  meter.letters(put.length * times)
  return parts.slice(0, times + 1).join(put) + parts.slice(times + 1).map((part) => old + part).join("")
}

const cased = /\p{Lowercase}|\p{Uppercase}|\p{Lt}/u

/** Python's `title`: a word begins at every letter with a case that follows a letter without one. */
const titled = (text: string): string => {
  let within = false
  return lettersOf(text).map((letter) => {
    const now = within
    within = cased.test(letter)
    return now ? letter.toLowerCase() : large(letter)
  }).join("")
}

/** Title case of a letter: if its upper case is several letters, only the first is large. */
const large = (letter: string): string => {
  const [first = "", ...others] = lettersOf(letter.toUpperCase())
  return first + others.join("").toLowerCase()
}

/** Python's `capitalize`: the first letter becomes large, the others small. */
export const capitalized = (text: string): string => {
  const [first = "", ...others] = lettersOf(text)
  return large(first) + others.join("").toLowerCase()
}

const all = (kind: RegExp) => (text: string) => text !== "" && lettersOf(text).every((letter) => kind.test(letter))

const ofText: Methods<string> = {
  strip: stripping("strip", "both"),
  lstrip: stripping("lstrip", "start"),
  rstrip: stripping("rstrip", "end"),
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: titled,
  capitalize: capitalized,
  startswith: beginning("startswith", (text, part) => text.startsWith(part)),
  endswith: beginning("endswith", (text, part) => text.endsWith(part)),
  find: finding("find", (text, part) => text.indexOf(part)),
  rfind: finding("rfind", (text, part) => text.lastIndexOf(part)),
  count: (text, given) => {
    const [part] = argumentsOf("count", given, { sub: undefined })
    return part === "" ? lettersOf(text).length + 1 : text.split(textArgument("count", part)).length - 1
  },
  split: splitting("split", false),
  rsplit: splitting("rsplit", true),
  splitlines: (text, given, meter) => {
    const [ends] = argumentsOf("splitlines", given, { keepends: false })
    const lines = pythonLines(text)
    meter.step(lines.length)
    return ends === true ? lines : lines.map(withoutEnd)
  },
  replace: replaced,
  removeprefix: (text, given) => {
    const part = textArgument("removeprefix", argumentsOf("removeprefix", given, { prefix: undefined })[0])
    return text.startsWith(part) ? text.slice(part.length) : text
  },
  removesuffix: (text, given) => {
    const part = textArgument("removesuffix", argumentsOf("removesuffix", given, { suffix: undefined })[0])
    return part !== "" && text.endsWith(part) ? text.slice(0, -part.length) : text
  },
  join: (text, given, meter) => {
    const items = itemsOf(argumentsOf("join", given, { iterable: undefined })[0], meter)
    const parts = items.map((item) => textArgument("join", item))
    meter.letters(text.length * parts.length + parts.reduce((sum, part) => sum + part.length, 0))
    return parts.join(text)
  },
  isspace: (text) => text !== "" && strip(text, { at: "both" }) === "",
  isalpha: all(/^\p{L}$/u),
  islower: (text) => cased.test(text) && text === text.toLowerCase(),
  isupper: (text) => cased.test(text) && text === text.toUpperCase(),
}
const textOthers =
  "casefold center encode expandtabs format format_map index isalnum isascii isdecimal isdigit isidentifier " +
  "isnumeric isprintable istitle ljust maketrans partition rindex rjust rpartition swapcase translate zfill"
