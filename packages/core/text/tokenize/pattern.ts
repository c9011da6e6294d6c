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

const translate = (source: string): string => {
  let at = 0
  let groups = 0
  let anyCase = false
  let behind = false
  let previous = ""
  /** Whether the last part may match nothing: engines differ in how often they repeat such a part. */
  let empty = false

  const refuse = (from: number): never => {
    throw new Error(`${JSON.stringify(source.slice(from, Math.max(at, from + 1)))} at ${from} is not supported`)
  }
  const take = (expected: RegExp): RegExpExecArray | null => {
    expected.lastIndex = at
    const found = expected.exec(source)
    if (found !== null) at += found[0].length
    return found
  }

  const alternatives = (): string => {
    let all = ""
    let [one, other] = [true, false]
    while (at < source.length && source[at] !== ")") {
      if (take(/\|/y) === null) {
        all += quantified()
        one &&= empty
      } else {
        all += "|"
        other ||= one
        one = true
      }
    }
    empty = one || other
    return all
  }

  const quantified = (): string => {
    const from = at
    let atom = one()
    const times = take(/[*+?]|\{(\d*)(,?)(\d*)\}/y)
    if (times === null) return atom
    const [many, least, comma, most] = times
    const interval = many.startsWith("{")
    if (empty) return refuse(from)
    empty = interval ? Number(least) === 0 : many !== "+"
    if (interval && ((least === "" && most === "") || Number(least) > 1000 || Number(most) > 1000)) return refuse(from)
    if (interval && most !== "" && Number(least) > Number(most)) return refuse(from)
    atom += interval ? `{${least || 0}${comma}${most}}` : many
    if (take(/\?/y) !== null) {
      const optional = interval && comma === ""
      atom = optional ? `(?:${atom})?` : `${atom}?`
      empty ||= optional
      // After an interval, `+` repeats it; after another quantifier, `+` makes that possessive.
    } else if (take(/\+/y) !== null) {
      if (interval && empty) return refuse(from)
      atom = interval ? `(?:${atom})+` : keeping(atom, from)
    }
    if (/[*+?]/.test(source[at] ?? "") || take(/\{\d*,?\d*\}/y) !== null) return refuse(from)
    return atom
  }

  const keeping = (all: string, from: number): string => {
    if (behind) return refuse(from)
    const name = `k${groups++}`
    return `(?:(?=(?<${name}>${all}))\\k<${name}>)`
  }

  const one = (): string => {
    const from = at
    if (take(/\(/y) !== null) return group(from)
    empty = /[$^]/.test(source[at])
    if (take(/\[/y) !== null) return bracket(from)
    if (take(/\\/y) !== null) return escape(from, false)
    if (take(/\./y) !== null) return "[^\\n]"
    if (take(/\$/y) !== null) return "(?![^\\n])"
    if (take(/\^/y) !== null) return "(?:(?<![^])|(?<=\\n)(?=[^]))"
    if (take(/[*+?{]/y) !== null) return refuse(from)
    return letter(take(/[^]/uy)![0], from)
  }

  const letter = (value: string, from: number): string => {
    const pair = previous + value
    previous = anyCase ? value : ""
    if (!anyCase) return point(value)
    if (value > "\x7f" || folded.test(pair)) return refuse(from)
    return `[${cases(value)}]`
  }

  const group = (from: number): string => {
    const outer = { anyCase, behind }
    const [opening] = take(/\?(?::|=|!|<=|<!|>|i:)|(?!\?)/y) ?? refuse(from)
    if (opening === "?i:") anyCase = true
    if (opening.startsWith("?<")) behind = true
    previous = ""
    const inner = alternatives()
    if (take(/\)/y) === null) return refuse(from)
    previous = ""
    anyCase = outer.anyCase
    behind = outer.behind
    if (/[=!]$/.test(opening)) empty = true
    if (opening === "?>") return keeping(inner, from)
    return `(${opening === "" || opening === "?i:" ? "?:" : opening}${inner})`
  }

  // A letter or a class after a backslash.
  const escape = (from: number, inside: boolean): string => {
    const property = take(/([pP])\{(\^?)(\w+)\}/y)
    if (property !== null) {
      const [, sign, not, name] = property
      const known = categories.test(name) ? name : scripts.test(name) ? `Script=${name}` : refuse(from)
      return anyCase ? refuse(from) : `\\${(sign === "P") === (not === "") ? "P" : "p"}{${known}}`
    }
    const [value] = take(/[^]/uy) ?? refuse(from)
    const known = classes[value]
    if (known !== undefined) return inside ? known : `[${known}${value === "w" ? numbers : ""}]`
    const reverse = classes[value.toLowerCase()]
    if (reverse !== undefined) {
      if (!inside) return `[^${reverse}${value === "W" ? numbers : ""}]`
      return "SD".includes(value) ? reverse.replace("p", "P") : refuse(from)
    }
    if (controls[value] !== undefined) return point(controls[value])
    const code = value === "x" ? take(/[0-9a-fA-F]{2}/y) : value === "u" ? take(/[0-9a-fA-F]{4}/y) : null
    if (code !== null) {
      const number = Number.parseInt(code[0], 16)
      // Codes of bytes and of lone surrogates are no letters.
      if ((value === "x" && number > 127) || (number >= 0xd800 && number < 0xe000)) return refuse(from)
      return inside ? point(String.fromCharCode(number)) : letter(String.fromCharCode(number), from)
    }
    if (/[0-9a-zA-Z]/.test(value)) return refuse(from)
    return inside ? point(value) : letter(value, from)
  }

  const bracket = (from: number): string => {
    const not = take(/\^/y) !== null ? "^" : ""
    if (source[at] === "]") return refuse(from)
    previous = ""
    let all = ""
    while (take(/\]/y) === null) {
      const start = at
      if (at >= source.length || source[at] === "[" || source.startsWith("&&", at)) return refuse(from)
      const first = take(/\\/y) === null ? point(take(/[^]/uy)![0]) : escape(start, true)
      if (source[at] !== "-" || source[at + 1] === "]" || at + 1 >= source.length) {
        all += anyCase && isPoint(first) ? cases(valueOf(first, start)) : first
        continue
      }
      at++
      const next = at
      if (source[at] === "[") return refuse(from)
      const last = take(/\\/y) === null ? point(take(/[^]/uy)![0]) : escape(next, true)
      if (!isPoint(first) || !isPoint(last)) return refuse(start)
      all += anyCase ? range(valueOf(first, start), valueOf(last, start)) : `${first}-${last}`
    }
    return `[${not}${all}]`
  }

  const isPoint = (text: string): boolean => text.startsWith("\\u{")
  const valueOf = (text: string, from: number): string => {
    const value = String.fromCodePoint(Number.parseInt(text.slice(3), 16))
    return value > "\x7f" ? refuse(from) : value
  }

  const all = alternatives()
  if (at < source.length) return refuse(at)
  return all
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
