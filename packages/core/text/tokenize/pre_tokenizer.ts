// Cuts a text into words, which the model then spells one by one.
import { toLetters } from "./byte_level.ts"
import { patternOf } from "./found.ts"
import { literal, type Pattern, pattern } from "./pattern.ts"
import { cut, type Piece } from "./pieces.ts"
import { type Part, partsOf, preTokenizers, refused } from "./parts.ts"

/** A cutter of texts into words, and the expressions that it searches for. */
export interface PreTokenizer {
  readonly words: (text: string, first: boolean) => ReadonlyArray<Piece>
  readonly patterns: ReadonlyArray<Pattern>
}

/**
 * The pre-tokenizer of `tokenizer.json`'s field. If the normalizer has added or removed letters, Hugging Face's library has
 * rules of its own about the first word.
 */
export const preTokenizerOf = (value: unknown, { plain }: { readonly plain: boolean }): PreTokenizer => {
  const parts = partsOf(preTokenizers, value, "pre_tokenizer")
  const at = parts.findIndex((part) => part.type === "Metaspace" && part.prepend_scheme === "first")
  if (at > 0 || (at === 0 && !plain)) {
    throw refused(
      `${parts[at].field}.prepend_scheme`,
      `"first" is not supported after a normalizer or another pre-tokenizer`,
    )
  }
  const steps = parts.map(stepOf)
  return {
    words: (text, first) =>
      steps.reduce<ReadonlyArray<Piece>>(
        (pieces, { run }) => pieces.length === 1 ? run(pieces[0]) : pieces.flatMap(run),
        text === "" ? [] : [{ text, first }],
      ),
    patterns: steps.flatMap(({ patterns = [] }) => patterns),
  }
}

interface Step {
  readonly run: (piece: Piece) => ReadonlyArray<Piece>
  readonly patterns?: ReadonlyArray<Pattern>
}

const gpt2 = pattern(String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`).regex
const number = /\p{N}/gu
const space = /\p{White_Space}/gu
const wordOrSigns =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu

// Hugging Face's library knows the punctuation of Unicode 8 only: later letters, and these, do not count.
const sign = new RegExp(
  String.raw`(?![\u061d\u09fd\u0a76\u0c77\u0c84\u1b4e\u1b4f\u1b7d-\u1b7f\u2e43-\u2e4f\u2e52-\u2e5d\u{10d6e}\u{10ead}` +
    String.raw`\u{10ed0}\u{10f55}-\u{10f59}\u{10f86}-\u{10f89}\u{113d4}\u{113d5}\u{113d7}\u{113d8}\u{1144b}-\u{1144f}` +
    String.raw`\u{1145a}\u{1145b}\u{1145d}\u{11660}-\u{1166c}\u{116b9}\u{1183b}\u{11944}-\u{11946}\u{119e2}` +
    String
      .raw`\u{11a3f}-\u{11a46}\u{11a9a}-\u{11a9c}\u{11a9e}-\u{11aa2}\u{11b00}-\u{11b09}\u{11be1}\u{11c41}-\u{11c45}` +
    String.raw`\u{11c70}\u{11c71}\u{11ef7}\u{11ef8}\u{11f43}-\u{11f4f}\u{11fff}\u{12ff1}\u{12ff2}\u{16d6d}-\u{16d6f}` +
    String.raw`\u{16e97}-\u{16e9a}\u{16fe2}\u{1e5ff}\u{1e95e}\u{1e95f}])[\p{P}$+<=>^\x60|~\u166d\u{111c9}]`,
  "gu",
)

const stepOf = (part: Part<typeof preTokenizers>): Step => {
  switch (part.type) {
    case "ByteLevel":
      return byteLevel(part)
    case "Digits":
      return { run: (piece) => cut(piece, number, { behavior: part.individual_digits ? "Isolated" : "Contiguous" }) }
    case "Metaspace":
      return metaspace(part)
    case "Punctuation":
      return { run: (piece) => cut(piece, sign, { behavior: part.behavior ?? "Isolated" }) }
    case "Split": {
      const found = patternOf(part)
      return { run: (piece) => cut(piece, found.regex, part), patterns: [found] }
    }
    case "BertPreTokenizer":
      return {
        run: (piece) =>
          cut(piece, space, { behavior: "Removed" }).flatMap((word) => cut(word, sign, { behavior: "Isolated" })),
      }
    case "FixedLength": {
      const regex = new RegExp(`[^]{1,${part.length ?? 5}}`, "gu")
      return { run: (piece) => cut(piece, regex, { behavior: "Isolated" }) }
    }
    case "Whitespace":
      return { run: (piece) => cut(piece, wordOrSigns, { behavior: "Removed", invert: true }) }
    case "WhitespaceSplit":
      return { run: (piece) => cut(piece, space, { behavior: "Removed" }) }
    case "CharDelimiterSplit": {
      const { regex } = literal(part.delimiter)
      return { run: (piece) => cut(piece, regex, { behavior: "Removed" }) }
    }
  }
}

const byteLevel = (part: Extract<Part<typeof preTokenizers>, { readonly type: "ByteLevel" }>): Step => ({
  run: ({ text, first }) => {
    const spaced = part.add_prefix_space && !text.startsWith(" ") ? ` ${text}` : text
    const pieces = part.use_regex ?? true
      ? cut({ text: spaced, first }, gpt2, { behavior: "Isolated" })
      : [{ text: spaced, first }]
    return pieces.map(({ text, first }) => ({ text: toLetters(text), first }))
  },
})

const metaspace = (part: Extract<Part<typeof preTokenizers>, { readonly type: "Metaspace" }>): Step => {
  const { replacement, add_prefix_space: prefix, split, field } = part
  const scheme = part.prepend_scheme ?? "always"
  if (prefix === false && scheme !== "never") {
    throw refused(`${field}.add_prefix_space`, `false does not go with "prepend_scheme" "${scheme}"`)
  }
  const { regex } = literal(replacement)
  return {
    run: ({ text, first }) => {
      const marked = text.replaceAll(" ", replacement)
      const begins = scheme === "always" || (scheme === "first" && first)
      const whole = begins && !marked.startsWith(replacement) ? replacement + marked : marked
      return split ?? true
        ? cut({ text: whole, first }, regex, { behavior: "MergedWithNext" })
        : [{ text: whole, first }]
    },
  }
}
