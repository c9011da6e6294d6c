import { bpe } from "./bpe.ts"
import { models, partOf } from "./parts.ts"
import { unigram } from "./unigram.ts"
import { type Model, whole, wordPiece } from "./vocabulary.ts"

/** The model of `tokenizer.json`'s field, which spells words. Older files lack the type, which follows from the options. */
export const modelOf = (value: unknown): Model & { readonly type: keyof typeof models } => {
  const { vocab, merges, max_input_chars_per_word: longest } = Object(value)
  const type = merges != null
    ? "BPE"
    : Array.isArray(vocab)
    ? "Unigram"
    : longest != null
    ? "WordPiece"
    : vocab != null
    ? "WordLevel"
    : undefined
  const part = partOf(models, { value, field: "model", ...(type === undefined ? {} : { type }) })
  switch (part.type) {
    case "BPE":
      return { ...bpe(part), type: part.type }
    case "Unigram":
      return { ...unigram(part), type: part.type }
    case "WordPiece":
      return { ...wordPiece(part), type: part.type }
    case "WordLevel":
      return { ...whole(part), type: part.type }
  }
}
