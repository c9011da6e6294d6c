/**
 * Texts that end a completion, and the bytes that each token adds to a completion, by which the sampler finds the texts.
 * @stability unstable
 * @since 0.1.0
 */
export interface Stop {
  readonly texts: ReadonlyArray<string>
  /** The bytes of all tokens: those of token t lie from `starts[t]` to `starts[t + 1]`. */
  readonly bytes: Uint8Array
  readonly starts: Int32Array
}

/**
 * The part of a tokenizer that stop texts need: the bytes that each token adds to a text.
 * @stability unstable
 * @since 0.1.0
 */
export interface Spelling {
  readonly bytesOf: (id: number) => Uint8Array
  readonly vocabSize: number
}

/**
 * Stop texts in the sampler's form. A completion ends with the token that completes one of the texts, however that text is
 * cut into tokens.
 *
 * @example
 * ```ts
 * import { stopOf, stopping } from "@rlif/core/generate/stop"
 * import { codec, wordLevel } from "@rlif/core/text"
 *
 * const words = codec(wordLevel(["<pad>", "one", "two"], { pad: "<pad>" }))
 * const stops = stopping(stopOf(["one two"], words))
 * const seen = [2, 1, 2, 2].map((token) => stops(token)) // false, false, true, false
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const stopOf = (
  texts: ReadonlyArray<string>,
  { bytesOf, vocabSize }: Spelling,
): Stop => {
  const all = Array.from({ length: vocabSize }, (_, id) => bytesOf(id))
  const starts = new Int32Array(vocabSize + 1)
  for (const [id, bytes] of all.entries()) starts[id + 1] = starts[id] + bytes.length
  const bytes = new Uint8Array(starts[vocabSize])
  for (const [id, some] of all.entries()) bytes.set(some, starts[id])
  return { texts, bytes, starts }
}

/**
 * A function for one completion: called with each token in turn, it tells whether one of the texts is complete.
 * @stability unstable
 * @since 0.1.0
 */
export const stopping = ({ texts, bytes, starts }: Stop): (token: number) => boolean => {
  const wanted = texts.map((text) => Buffer.from(text))
  const longest = wanted.reduce((most, { length }) => Math.max(most, length), 0)
  let last: Buffer = Buffer.alloc(0)
  return (token) => {
    // Token ids beyond the tokenizer's, which padded embeddings have, add no bytes.
    if (token + 1 >= starts.length) return false
    const said = Buffer.concat([last, bytes.subarray(starts[token], starts[token + 1])])
    last = said.subarray(Math.max(0, said.length - longest + 1))
    return wanted.some((text) => said.includes(text))
  }
}
