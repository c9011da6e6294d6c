import type { TokenizerFiles } from "./tokenizer.ts"

/**
 * The files of a tokenizer whose tokens are whole words: text is split at white space, a word's id is its place in the
 * list, and decoding joins words by one space. A text with any other word cannot be encoded. `end` is an ordinary word, which
 * decoding shows; `pad` is a special one.
 * @since 0.1.0
 */
export const wordLevel = (
  words: ReadonlyArray<string>,
  { pad, end }: { readonly pad: string; readonly end?: string },
): TokenizerFiles => {
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]))
  for (const word of [pad, ...(end === undefined ? [] : [end])]) {
    if (!Object.hasOwn(vocab, word)) throw new Error(`Cannot make tokenizer: "${word}" is not among its words`)
  }
  if (Object.keys(vocab).length !== words.length) throw new Error("Cannot make tokenizer: a word occurs twice")
  const padToken = { id: vocab[pad], content: pad, single_word: false, lstrip: false, rstrip: false }
  return {
    tokenizer: {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: [{ ...padToken, normalized: false, special: true }],
      normalizer: null,
      pre_tokenizer: { type: "WhitespaceSplit" },
      post_processor: null,
      decoder: null,
      model: { type: "WordLevel", vocab, unk_token: "<unk>" },
    },
    config: {
      tokenizer_class: "PreTrainedTokenizerFast",
      pad_token: pad,
      ...(end === undefined ? {} : { eos_token: end }),
      clean_up_tokenization_spaces: false,
    },
  }
}
