// Normalization of a text before it is cut into words.
import { toLetters } from "./byte_level.ts"
import { replacing } from "./found.ts"
import type { Pattern } from "./pattern.ts"
import { normalizers, type Part, partsOf, refused } from "./parts.ts"

/** A normalizer of texts, and the expressions that it searches for. */
export interface Normalizer {
  readonly normalize: (text: string) => string
  readonly patterns: ReadonlyArray<Pattern>
  /** Whether texts stay as they are. */
  readonly plain: boolean
  /** Whether the normalizer puts a letter before every text. */
  readonly prepends: boolean
}

/** The normalizer of `tokenizer.json`'s field. */
export const normalizerOf = (value: unknown): Normalizer => {
  const parts = partsOf(normalizers, value, "normalizer")
  const steps = parts.map(stepOf)
  return {
    normalize: (text) => steps.reduce((text, { run }) => run(text), text),
    patterns: steps.flatMap(({ patterns = [] }) => patterns),
    prepends: parts.some(({ type }) => type === "Prepend"),
    plain: steps.length === 0,
  }
}

/** Whether a code point is a control character other than white space. */
const isControl = (code: number): boolean =>
  (code > 0 && code < 32 && ![9, 10, 12, 13].includes(code)) || [0x7f, 0x8f, 0x9f].includes(code)

interface Step {
  readonly run: (text: string) => string
  readonly patterns?: ReadonlyArray<Pattern>
}

const stepOf = (part: Part<typeof normalizers>): Step => {
  switch (part.type) {
    case "NFC":
    case "NFD":
    case "NFKC":
    case "NFKD":
      return { run: (text) => text.normalize(part.type) }
    // Each letter is changed independently of its neighbors.
    case "Lowercase":
      return { run: (text) => Array.from(text, (letter) => letter.toLowerCase()).join("") }
    case "StripAccents":
      return { run: (text) => text.replace(/\p{M}/gu, "") }
    case "Nmt":
      return {
        run: (text) =>
          Array.from(text).filter((letter) => !isControl(letter.codePointAt(0)!)).join("")
            .replace(/[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g, " "),
      }
    case "ByteLevel":
      return { run: toLetters }
    case "Prepend":
      return { run: (text) => text === "" ? "" : part.prepend + text }
    case "Strip":
      return {
        run: (text) => {
          const start = part.strip_left ? /^\p{White_Space}*/u.exec(text)![0].length : 0
          let end = text.length
          while (part.strip_right && end > start && /\p{White_Space}/u.test(text[end - 1])) end--
          return text.slice(start, end)
        },
      }
    case "Replace": {
      const step = replacing(part)
      if (step.patterns[0].regex.test("")) {
        throw refused(`${part.field}.pattern`, "it finds nothing at all, which has no place")
      }
      return step
    }
  }
}
