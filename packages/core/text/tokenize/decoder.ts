// From tokens to a text.
import { bytesOf, fromBytes } from "./byte_level.ts"
import { replacing } from "./found.ts"
import type { Pattern } from "./pattern.ts"
import { decoders, type Part, partsOf } from "./parts.ts"

/** A decoder of tokens, and the expressions that it searches for. */
export interface Decoder {
  readonly text: (tokens: ReadonlyArray<string>) => string
  /** The bytes that a token adds to the text before it. */
  readonly bytesOf: (token: string) => Uint8Array
  readonly patterns: ReadonlyArray<Pattern>
}

interface Step {
  readonly run: (tokens: ReadonlyArray<string>) => ReadonlyArray<string>
  readonly patterns?: ReadonlyArray<Pattern>
}

/** The decoder of `tokenizer.json`'s field; without the field a space stands between tokens. */
export const decoderOf = (value: unknown): Decoder => {
  if (value === undefined || value === null) {
    return { text: (tokens) => tokens.join(" "), bytesOf: (token) => utf8.encode(` ${token}`), patterns: [] }
  }
  const parts = partsOf(decoders, value, "decoder")
  const steps = parts.map(stepOf)
  const has = (type: (typeof parts)[number]["type"]) => parts.some((part) => part.type === type)
  const text = (tokens: ReadonlyArray<string>) => steps.reduce((tokens, { run }) => run(tokens), tokens).join("")
  return {
    text,
    bytesOf: (token) => {
      if (has("ByteLevel")) return Uint8Array.from(bytesOf(token))
      const code = has("ByteFallback") ? byte.exec(token) : null
      if (code !== null) return Uint8Array.of(Number.parseInt(code[1], 16))
      return utf8.encode(text([token, token]).slice(text([token]).length))
    },
    patterns: steps.flatMap(({ patterns = [] }) => patterns),
  }
}

const stepOf = (part: Part<typeof decoders>): Step => {
  switch (part.type) {
    case "ByteLevel":
      return { run: (tokens) => [fromBytes(tokens.flatMap((token) => Array.from(bytesOf(token))))] }
    case "ByteFallback":
      return { run: fallback }
    case "Fuse":
      return { run: (tokens) => [tokens.join("")] }
    case "Metaspace": {
      const begins = part.prepend_scheme !== "never" && part.add_prefix_space !== false
      return {
        run: (tokens) => tokens.map((token, i) => token.replaceAll(part.replacement, i === 0 && begins ? "" : " ")),
      }
    }
    case "Replace": {
      const { run, patterns } = replacing(part)
      return { run: (tokens) => tokens.map(run), patterns }
    }
    case "Strip":
      return { run: (tokens) => tokens.map((token) => stripped(token, part)) }
    case "WordPiece":
      return {
        run: (tokens) =>
          tokens.map((token, i) => {
            const text = i === 0 ? token : token.startsWith(part.prefix) ? token.slice(part.prefix.length) : ` ${token}`
            return part.cleanup ? tidied(text).replaceAll(" do not", " don't") : text
          }),
      }
    case "BPEDecoder":
      return {
        run: (tokens) => tokens.map((token, i) => token.replaceAll(part.suffix, i === tokens.length - 1 ? "" : " ")),
      }
  }
}

const utf8 = new TextEncoder()
const byte = /^<0x([0-9a-fA-F]{2})>$/
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Replaces runs of byte tokens by their text; a run that is not UTF-8 becomes one replacement character a byte. */
const fallback = (tokens: ReadonlyArray<string>): ReadonlyArray<string> => {
  const all: Array<string> = []
  let bytes: Array<number> = []
  const flush = () => {
    if (bytes.length === 0) return
    try {
      all.push(strict.decode(Uint8Array.from(bytes)))
    } catch {
      for (const _ of bytes) all.push("\ufffd")
    }
    bytes = []
  }
  for (const token of tokens) {
    const found = byte.exec(token)
    if (found !== null) {
      bytes.push(Number.parseInt(found[1], 16))
      continue
    }
    flush()
    all.push(token)
  }
  flush()
  return all
}

const stripped = (
  token: string,
  { content, start, stop }: { readonly content: string; readonly start: number; readonly stop: number },
): string => {
  const letters = Array.from(token)
  let from = 0
  while (from < start && letters[from] === content) from++
  let to = letters.length
  while (letters.length - to < stop && to > from && letters[to - 1] === content) to--
  return letters.slice(from, to).join("")
}

/** English text without the spaces before punctuation. */
export const tidied = (text: string): string => tidy.reduce((text, [from, to]) => text.replaceAll(from, to), text)

const tidy = [
  [" .", "."],
  [" ?", "?"],
  [" !", "!"],
  [" ,", ","],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
] as const
