// The text of a template -> its tree. White space around blocks follows Jinja's rule (trim_blocks and lstrip_blocks), which
// depends on the place of a tag and not on the text between tags. The library's lexer reads the inside of tags, and the
// library's parser reads the whole.
import { parse, tokenize } from "@huggingface/jinja"
import type { Body, JinjaNode } from "./node.ts"
import { spaceEnd, stripEnd } from "./python_space.ts"

/** A token of the library's lexer. */
interface Token {
  readonly value: string
  readonly type: string
}
type Tokens = ReadonlyArray<Token>

/** Most letters of a template; large ones have thirty thousand. */
const mostLetters = 2 ** 20
const mostInTag = 2 ** 16

/** The statements of a template. Throws if the text is no template. */
export const jinjaSource = (text: string): Body => {
  if (text.length > mostLetters) throw new Error(`it has more than ${mostLetters} letters`)
  const root = parsed(tokensOf(text.replace(/\r\n?/g, "\n").replace(/\n$/, "")))
  return root.type === "Program" ? root.body : [root]
}

const parsed = (tokens: Tokens): JinjaNode => {
  try {
    return parse(tokens as Parameters<typeof parse>[0]) as unknown as JinjaNode
  } catch (error) {
    // The parser expects a token after the last one.
    throw error instanceof TypeError ? new Error("a statement or an expression of it has no end") : error
  }
}

const kinds = [["{%", "%}"], ["{{", "}}"], ["{#", "#}"]] as const

const tokensOf = (text: string): Tokens => {
  const tokens: Array<Token> = []
  let at = 0
  // Whether the text after the last tag begins a line.
  let lineStarts = true
  const say = (value: string) => {
    if (value !== "") tokens.push({ value, type: "Text" })
  }
  for (;;) {
    const open = begin(text, at)
    if (open < 0) {
      say(text.slice(at))
      return tokens
    }
    const [opening, ending] = kinds.find(([opening]) => text.startsWith(opening, open))!
    const sign = text[open + 2]
    const signed = sign === "-" || (sign === "+" && opening !== "{{")
    say(before(text.slice(at, open), { sign: signed ? sign : "", block: opening !== "{{", lineStarts }))
    const from = open + (signed ? 3 : 2)
    const end = opening === "{#" ? text.indexOf(ending, from) : tagEnd(text, from, ending)
    if (end < 0) throw new Error(`"${opening}" in line ${text.slice(0, open).split("\n").length} has no "${ending}"`)
    const last = end > from ? text[end - 1] : ""
    const ended = last === "-" || (last === "+" && opening !== "{{") ? last : ""
    const inside = text.slice(from, end - ended.length)
    if (opening !== "{#") tokens.push(...tagOf(inside, opening, ending))
    at = end + 2
    if (ended === "-") at = spaceEnd(text, at)
    else if (ended === "" && opening !== "{{" && text[at] === "\n") at++
    lineStarts = text[at - 1] === "\n"
  }
}

const begin = (text: string, from: number): number => {
  for (let at = text.indexOf("{", from); at >= 0; at = text.indexOf("{", at + 1)) {
    if ("%{#".includes(text[at + 1] ?? " ")) return at
  }
  return -1
}

/** The text before a tag, less the white space that a `-` or a block at the beginning of a line removes. */
const before = (
  text: string,
  { sign, block, lineStarts }: { readonly sign: string; readonly block: boolean; readonly lineStarts: boolean },
): string => {
  if (sign === "-") return stripEnd(text)
  const line = text.lastIndexOf("\n") + 1
  if (!block || sign === "+" || (line === 0 && !lineStarts)) return text
  return stripEnd(text.slice(line)) === "" ? text.slice(0, line) : text
}

const pairs: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" }

/** The end of a tag; the closing sign does not count inside strings and brackets. */
const tagEnd = (text: string, from: number, ending: string): number => {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const letter = text[at]
    if (depth === 0 && text.startsWith(ending, at)) return at
    if (letter === '"' || letter === "'") {
      for (at++; at < text.length && text[at] !== letter; at++) if (text[at] === "\\") at++
    } else if (letter in pairs) depth++
    else if (depth > 0 && Object.values(pairs).includes(letter)) depth--
  }
  return -1
}

/** Statements that mark the assistant's text for training; they add no text. */
const marks = /^\s*(end)?generation\s*$/

const tagOf = (inside: string, opening: string, ending: string): Tokens => {
  if (inside.length > mostInTag) throw new Error(`a tag has more than ${mostInTag} letters`)
  if (opening === "{%" && marks.test(inside)) return []
  if (/^\s*raw\s*$/.test(inside)) throw new Error('the statement "raw" is not supported')
  const tokens: Tokens = withTests(tokenize(`${opening} ${inside} ${ending}`))
  checkComparisons(tokens)
  return tokens
}

/**
 * Rewrites tests with an argument, which the parser does not know, as filters with a name that no template can contain:
 * `n is not divisibleby 3` becomes `n|is not divisibleby(3)`, which binds as tightly.
 */
const withTests = (tokens: Tokens): Tokens => {
  const closed = closings(tokens)
  // The number of added brackets that close before each token.
  const ended = new Map<number, number>()
  const made: Array<Token> = []
  const end = (at: number) => {
    for (let count = ended.get(at) ?? 0; count > 0; count--) made.push({ type: "CloseParen", value: ")" })
  }
  for (let i = 0; i < tokens.length; i++) {
    end(i)
    const not = tokens[i + 1]?.value === "not"
    const at = i + (not ? 2 : 1)
    const isTest = tokens[i].type === "Identifier" && tokens[i].value === "is" && tokens[at]?.type === "Identifier"
    const to = isTest ? argumentEnd(tokens, closed, at + 1) : at + 1
    if (to === at + 1) {
      made.push(tokens[i])
      continue
    }
    made.push({ type: "Pipe", value: "|" }, { type: "Identifier", value: `is ${not ? "not " : ""}${tokens[at].value}` })
    if (tokens[at + 1].type !== "OpenParen") {
      made.push({ type: "OpenParen", value: "(" })
      ended.set(to, (ended.get(to) ?? 0) + 1)
    }
    i = at
  }
  end(tokens.length)
  return made
}

/** The end of a test's argument: a bracket, or one operand with its attributes, items and calls. */
const argumentEnd = (tokens: Tokens, closed: ReadonlyMap<number, number>, from: number): number => {
  const after = (at: number) => (closed.get(at) ?? tokens.length - 1) + 1
  const first = tokens[from]
  if (first === undefined) return from
  if (first.type === "OpenParen") return after(from)
  const isThing = first.type.endsWith("Literal") || first.type === "OpenSquareBracket" ||
    first.type === "OpenCurlyBracket" || (first.type === "Identifier" && !words.has(first.value))
  if (!isThing) return from
  let at = first.type.startsWith("Open") ? after(from) : from + 1
  for (;;) {
    const type = tokens[at]?.type
    if (type === "Dot") at += 2
    else if (type === "OpenSquareBracket" || type === "OpenParen") at = after(at)
    else return at
  }
}

/** The place of the closing bracket of each opening bracket. */
const closings = (tokens: Tokens): ReadonlyMap<number, number> => {
  const closed = new Map<number, number>()
  const open: Array<number> = []
  tokens.forEach(({ type }, at) => {
    if (opens.test(type)) open.push(at)
    else if (closes.test(type)) {
      const from = open.pop()
      if (from !== undefined) closed.set(from, at)
    }
  })
  return closed
}
const opens = /^Open(Paren|SquareBracket|CurlyBracket)$/
const closes = /^Close(Paren|SquareBracket|CurlyBracket)$/

/** Refuses chained comparisons: `a < b < c` means `a < b and b < c` in Jinja, but `(a < b) < c` to the parser. */
const checkComparisons = (tokens: Tokens): void => {
  // The present comparison at each depth of brackets.
  const begun: Array<string | undefined> = [undefined]
  const ofLoop = tokens[1]?.value === "for" ? tokens.findIndex(({ value }) => value === "in") : -1
  tokens.forEach(({ type, value }, i) => {
    const depth = begun.length - 1
    if (opens.test(type)) begun.push(undefined)
    else if (closes.test(type)) begun.pop()
    else if (type === "Comma" || type === "Colon" || type === "Equals") begun[depth] = undefined
    else if (type === "Identifier" && apart.has(value)) begun[depth] = undefined
    else if (type === "ComparisonBinaryOperator" || (type === "Identifier" && value === "in" && i !== ofLoop)) {
      const before = begun[depth]
      if (before !== undefined) {
        throw new Error(`the comparison of a comparison, "${before}" and "${value}", is not supported`)
      }
      begun[depth] = value
    }
  })
}

/** Words that separate comparisons. */
const apart = new Set(["and", "or", "if", "elif", "else"])

/** Words that may follow a test without being its argument. */
const words = new Set(["and", "or", "if", "else", "not", "in", "is"])
