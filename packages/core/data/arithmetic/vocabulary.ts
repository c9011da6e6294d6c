import type { TokenizerFiles } from "../../text/tokenizer.ts"
import { wordLevel } from "../../text/word_level.ts"

/**
 * The word that ends every complete response.
 * @since 0.1.0
 */
export const endWord = "$"

/**
 * The padding token, which no text contains.
 * @since 0.1.0
 */
export const padWord = "<pad>"

/**
 * Words without meaning, which end responses that ramble on.
 * @since 0.1.0
 */
export const fillers: ReadonlyArray<string> = Array.from({ length: 12 }, (_, i) => `w${i}`)

/**
 * The words of hesitation after `wait`.
 * @since 0.1.0
 */
export const hesitations: ReadonlyArray<string> = ["hm", "let", "maybe"]

/**
 * All 39 words of the language, in the order of their ids.
 * @since 0.1.0
 */
export const vocabulary: ReadonlyArray<string> = [
  padWord,
  ..."0123456789",
  ..."+-*=;QA",
  endWord,
  "wait",
  "ok",
  "no",
  "easy",
  "so",
  ...fillers,
  ...hesitations,
]

/**
 * The tokenizer's files: a token a word.
 * @since 0.1.0
 */
export const arithmeticTokenizer: TokenizerFiles = wordLevel(vocabulary, { pad: padWord, end: endWord })
