import type { Codec } from "@rlif/core/text"

/**
 * How the tokens of a text are written, one by one.
 * @since 0.1.0
 */
export type Spelling = (tokens: ReadonlyArray<number | null>) => ReadonlyArray<string>

/**
 * The spelling of a tokenizer: what each token adds to the text before it. A letter whose bytes are spread over tokens stands
 * at its last one; a special token has its name.
 *
 * @example
 * ```ts
 * import { codec, wordLevel } from "@rlif/core/text"
 * import { spelling } from "@rlif/trainer/page"
 *
 * spelling(codec(wordLevel(["<pad>", "one", "two"], { pad: "<pad>" })))([2, 1]) // [" two", " one"]
 * ```
 *
 * @since 0.1.0
 */
export const spelling = ({ bytesOf, tokenOf }: Pick<Codec, "bytesOf" | "tokenOf">): Spelling => (tokens) => {
  const text = new TextDecoder("utf-8", { ignoreBOM: true })
  return tokens.map((token) => {
    if (token === null) return "\ufffd"
    const bytes = bytesOf(token)
    return bytes.length === 0 ? tokenOf(token) ?? "" : text.decode(bytes, { stream: true })
  })
}
