// Translates regular expressions of tokenizers, in Oniguruma's syntax for Ruby, to JavaScript. An expression that has no exact
// translation is refused. Classes are those of Node's Unicode version.

/** A translated expression. `quick` expressions are known to take time in proportion to the text. */
export interface Pattern {
  readonly regex: RegExp
  readonly quick: boolean
}

/** A text as a pattern that finds it. */
export const literal = (text: string): Pattern => ({
  regex: new RegExp(Array.from(text, (letter) => point(letter)).join(""), "gu"),
  quick: true,
})

/** Translates an expression. Throws if it is malformed, too long, or has unsupported parts. */
export const pattern = (source: string): Pattern => {
  if (source.length > longest) throw new Error(`it has ${source.length} letters, more than ${longest}`)
  return { regex: new RegExp(translate(source), "gu"), quick: published.has(source) }
}

const longest = 10_000

// Quick expressions of GPT-2, Llama 3, Qwen, GPT-4o, DeepSeek and StarCoder: no quantifier stands inside of another.
const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
const others = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
const published = new Set([
  String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  ...["{1,3}", ""].map((many) => String.raw`${contractions}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}${many}|${others}`),
  String.raw`\p{N}{1,3}`,
  String.raw`\p{N}`,
  String.raw`\s+`,
  "[一-龥\u3040-ゟ゠-ヿ]+",
  "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|" +
  " ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
])

/** One letter without any special meaning. */
const point = (letter: string): string => `\\u{${letter.codePointAt(0)!.toString(16)}}`

const classes: Readonly<Record<string, string>> = {
  s: "\\p{White_Space}",
  d: "\\p{Nd}",
  w: "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}",
  h: "0-9a-fA-F",
}
// Oniguruma counts these as letters of words outside of brackets, but not inside.
const numbers = "\\xb2\\xb3\\xb9\\xbc-\\xbe"
const controls: Readonly<Record<string, string>> = {
  r: "\r",
  n: "\n",
  t: "\t",
  f: "\f",
  v: "\v",
  a: "\x07",
  e: "\x1b",
}
const categories = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfon]?)$/
const scripts = /^(?:Arabic|Cyrillic|Devanagari|Greek|Han|Hangul|Hebrew|Hiragana|Katakana|Latin|Thai)$/

// Pairs of letters that match one letter, such as a sharp s or a ligature, if case is ignored.
const folded = /^(?:ss|st|ff|fi|fl)$/i

/** How far an expression is read, and what holds there. */
interface Reader {
  readonly source: string
  at: number
  /** Groups named so far. */
  groups: number
  /** Whether case is ignored here. */
  anyCase: boolean
  /** Whether this is a part of a look behind. */
  behind: boolean
  /** The letter before, if case is ignored. */
  previous: string
  /** Whether the last part may match nothing: engines differ in how often they repeat such a part. */
  empty: boolean
}

const translate = (source: string): string => {
  const reader = { source, at: 0, groups: 0, anyCase: false, behind: false, previous: "", empty: false }
  const all = alternatives(reader)
  return reader.at < source.length ? refuse(reader, reader.at) : all
}

const refuse = (reader: Reader, from: number): never => {
  throw new Error(
    `${JSON.stringify(reader.source.slice(from, Math.max(reader.at, from + 1)))} at ${from} is not supported`,
  )
}
const take = (reader: Reader, expected: RegExp): RegExpExecArray | null => {
  expected.lastIndex = reader.at
  const found = expected.exec(reader.source)
  if (found !== null) reader.at += found[0].length
  return found
}

const alternatives = (reader: Reader): string => {
  let all = ""
  let [one, other] = [true, false]
  while (reader.at < reader.source.length && reader.source[reader.at] !== ")") {
    if (take(reader, /\|/y) === null) {
      all += quantified(reader)
      one &&= reader.empty
    } else {
      all += "|"
      other ||= one
      one = true
    }
  }
  reader.empty = one || other
  return all
}

const quantified = (reader: Reader): string => {
  const from = reader.at
  let atom = one(reader)
  const times = take(reader, /[*+?]|\{(\d*)(,?)(\d*)\}/y)
  if (times === null) return atom
  const [many, least, comma, most] = times
  const interval = many.startsWith("{")
  if (reader.empty) return refuse(reader, from)
  reader.empty = interval ? Number(least) === 0 : many !== "+"
  if (interval && ((least === "" && most === "") || Number(least) > 1000 || Number(most) > 1000)) {
    return refuse(reader, from)
  }
  if (interval && most !== "" && Number(least) > Number(most)) return refuse(reader, from)
  atom += interval ? `{${least || 0}${comma}${most}}` : many
  if (take(reader, /\?/y) !== null) {
    const optional = interval && comma === ""
    atom = optional ? `(?:${atom})?` : `${atom}?`
    reader.empty ||= optional
    // After an interval, `+` repeats it; after another quantifier, `+` makes that possessive.
  } else if (take(reader, /\+/y) !== null) {
    if (interval && reader.empty) return refuse(reader, from)
    atom = interval ? `(?:${atom})+` : keeping(reader, atom, from)
  }
  if (/[*+?]/.test(reader.source[reader.at] ?? "") || take(reader, /\{\d*,?\d*\}/y) !== null) {
    return refuse(reader, from)
  }
  return atom
}

const keeping = (reader: Reader, all: string, from: number): string => {
  if (reader.behind) return refuse(reader, from)
  const name = `k${reader.groups++}`
  return `(?:(?=(?<${name}>${all}))\\k<${name}>)`
}

const one = (reader: Reader): string => {
  const from = reader.at
  if (take(reader, /\(/y) !== null) return group(reader, from)
  reader.empty = /[$^]/.test(reader.source[reader.at])
  if (take(reader, /\[/y) !== null) return bracket(reader, from)
  if (take(reader, /\\/y) !== null) return escape(reader, from, false)
  if (take(reader, /\./y) !== null) return "[^\\n]"
  if (take(reader, /\$/y) !== null) return "(?![^\\n])"
  if (take(reader, /\^/y) !== null) return "(?:(?<![^])|(?<=\\n)(?=[^]))"
  if (take(reader, /[*+?{]/y) !== null) return refuse(reader, from)
  return letter(reader, take(reader, /[^]/uy)![0], from)
}

const letter = (reader: Reader, value: string, from: number): string => {
  const pair = reader.previous + value
  reader.previous = reader.anyCase ? value : ""
  if (!reader.anyCase) return point(value)
  if (value > "\x7f" || folded.test(pair)) return refuse(reader, from)
  return `[${cases(value)}]`
}

const group = (reader: Reader, from: number): string => {
  const { anyCase, behind } = reader
  const [opening] = take(reader, /\?(?::|=|!|<=|<!|>|i:)|(?!\?)/y) ?? refuse(reader, from)
  if (opening === "?i:") reader.anyCase = true
  if (opening.startsWith("?<")) reader.behind = true
  reader.previous = ""
  const inner = alternatives(reader)
  if (take(reader, /\)/y) === null) return refuse(reader, from)
  reader.previous = ""
  reader.anyCase = anyCase
  reader.behind = behind
  if (/[=!]$/.test(opening)) reader.empty = true
  if (opening === "?>") return keeping(reader, inner, from)
  return `(${opening === "" || opening === "?i:" ? "?:" : opening}${inner})`
}

// A letter or a class after a backslash.
const escape = (reader: Reader, from: number, inside: boolean): string => {
  const property = take(reader, /([pP])\{(\^?)(\w+)\}/y)
  if (property !== null) {
    const [, sign, not, name] = property
    const known = categories.test(name) ? name : scripts.test(name) ? `Script=${name}` : refuse(reader, from)
    return reader.anyCase ? refuse(reader, from) : `\\${(sign === "P") === (not === "") ? "P" : "p"}{${known}}`
  }
  const [value] = take(reader, /[^]/uy) ?? refuse(reader, from)
  const known = classes[value]
  if (known !== undefined) return inside ? known : `[${known}${value === "w" ? numbers : ""}]`
  const reverse = classes[value.toLowerCase()]
  if (reverse !== undefined) {
    if (!inside) return `[^${reverse}${value === "W" ? numbers : ""}]`
    return "SD".includes(value) ? reverse.replace("p", "P") : refuse(reader, from)
  }
  if (controls[value] !== undefined) return point(controls[value])
  const code = value === "x" ? take(reader, /[0-9a-fA-F]{2}/y) : value === "u" ? take(reader, /[0-9a-fA-F]{4}/y) : null
  if (code !== null) {
    const number = Number.parseInt(code[0], 16)
    // Codes of bytes and of lone surrogates are no letters.
    if ((value === "x" && number > 127) || (number >= 0xd800 && number < 0xe000)) return refuse(reader, from)
    return inside ? point(String.fromCharCode(number)) : letter(reader, String.fromCharCode(number), from)
  }
  if (/[0-9a-zA-Z]/.test(value)) return refuse(reader, from)
  return inside ? point(value) : letter(reader, value, from)
}

const bracket = (reader: Reader, from: number): string => {
  const not = take(reader, /\^/y) !== null ? "^" : ""
  if (reader.source[reader.at] === "]") return refuse(reader, from)
  reader.previous = ""
  let all = ""
  while (take(reader, /\]/y) === null) {
    const start = reader.at
    if (
      reader.at >= reader.source.length || reader.source[reader.at] === "[" || reader.source.startsWith("&&", reader.at)
    ) return refuse(reader, from)
    const first = take(reader, /\\/y) === null ? point(take(reader, /[^]/uy)![0]) : escape(reader, start, true)
    if (
      reader.source[reader.at] !== "-" || reader.source[reader.at + 1] === "]" || reader.at + 1 >= reader.source.length
    ) {
      all += reader.anyCase && isPoint(first) ? cases(valueOf(reader, first, start)) : first
      continue
    }
    reader.at++
    const next = reader.at
    if (reader.source[reader.at] === "[") return refuse(reader, from)
    const last = take(reader, /\\/y) === null ? point(take(reader, /[^]/uy)![0]) : escape(reader, next, true)
    if (!isPoint(first) || !isPoint(last)) return refuse(reader, start)
    all += reader.anyCase ? range(valueOf(reader, first, start), valueOf(reader, last, start)) : `${first}-${last}`
  }
  return `[${not}${all}]`
}

const isPoint = (text: string): boolean => text.startsWith("\\u{")
const valueOf = (reader: Reader, text: string, from: number): string => {
  const value = String.fromCodePoint(Number.parseInt(text.slice(3), 16))
  return value > "\x7f" ? refuse(reader, from) : value
}

/** The spellings of an ASCII letter if case is ignored. */
const cases = (letter: string): string => {
  const other = letter === "k" || letter === "K" ? "\u212a" : letter === "s" || letter === "S" ? "\u017f" : ""
  return [...new Set([letter.toLowerCase(), letter.toUpperCase(), ...other])].map(point).join("")
}

const range = (first: string, last: string): string => {
  let all = ""
  for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) all += cases(String.fromCharCode(code))
  return all
}
