import { largest, type Models, refused } from "./parts.ts"

/** The tokens of a model and their ids. */
export interface Vocabulary {
  readonly idOf: ReadonlyMap<string, number>
  readonly tokenOf: ReadonlyMap<number, string>
}

/** The vocabulary of an object of ids. Throws if an id is no whole number, or if two tokens share an id. */
export const vocabularyOf = (vocab: unknown): Vocabulary => {
  if (typeof vocab !== "object" || vocab === null) throw refused("model.vocab", "neither an object nor a list")
  if (Array.isArray(vocab)) throw refused("model.vocab", "it is a list, which only a Unigram model has")
  const idOf = new Map<string, number>()
  const tokenOf = new Map<number, string>()
  for (const [token, id] of Object.entries(vocab)) {
    if (id > largest) throw new Error(`"${token}" has id ${id}, more than ${largest}`)
    if (!Number.isInteger(id) || id < 0) throw new Error(`"${token}" has id ${JSON.stringify(id)}, not a whole number`)
    const other = tokenOf.get(id)
    if (other !== undefined) throw new Error(`"${other}" and "${token}" both have id ${id}`)
    idOf.set(token, id)
    tokenOf.set(id, token)
  }
  return { idOf, tokenOf }
}

/** The vocabulary of a list of tokens with scores: ids are positions, and a repeated token has its last position. */
export const scored = (vocab: unknown): Vocabulary & { readonly scores: ReadonlyArray<number> } => {
  if (!Array.isArray(vocab)) throw refused("model.vocab", "a Unigram model has a list")
  const scores: Array<number> = []
  const idOf = new Map<string, number>()
  const tokenOf = new Map<number, string>()
  for (const [id, entry] of vocab.entries()) {
    const [token, score] = Array.isArray(entry) ? entry : []
    if (typeof token !== "string" || typeof score !== "number") {
      throw refused(`model.vocab.${id}`, "not a token and its score")
    }
    idOf.set(token, id)
    tokenOf.set(id, token)
    scores.push(score)
  }
  return { idOf, tokenOf, scores }
}

/** A model, which spells words in tokens. */
export interface Model extends Vocabulary {
  /** The ids of a word; or a part of the word without an id, if there is no unknown token. */
  readonly spell: (word: string) => ReadonlyArray<number> | { readonly strange: string }
}

/** A model whose tokens are whole words; other words become the unknown token, if there is one. */
export const whole = ({ vocab, unk_token }: Models["WordLevel"]): Model => {
  const vocabulary = vocabularyOf(vocab)
  const unknown = vocabulary.idOf.get(unk_token)
  return {
    ...vocabulary,
    spell: (word) => {
      const id = vocabulary.idOf.get(word) ?? unknown
      return id === undefined ? { strange: word } : [id]
    },
  }
}

/** A model that takes the longest token at the beginning of a word, then the longest of the rest with the prefix of parts. */
export const wordPiece = (options: Models["WordPiece"]): Model => {
  const { vocab, unk_token, continuing_subword_prefix: prefix, max_input_chars_per_word: longest } = options
  const vocabulary = vocabularyOf(vocab)
  const unknown = vocabulary.idOf.get(unk_token)
  const pieces = (word: string): ReadonlyArray<number> | undefined => {
    const letters = Array.from(word)
    if (letters.length > longest) return undefined
    const ids: Array<number> = []
    for (let start = 0; start < letters.length;) {
      let end = letters.length
      let id: number | undefined
      for (; end > start && id === undefined; end--) {
        id = vocabulary.idOf.get((start === 0 ? "" : prefix) + letters.slice(start, end).join(""))
      }
      if (id === undefined) return undefined
      ids.push(id)
      start = end + 1
    }
    return ids
  }
  return {
    ...vocabulary,
    spell: (word) => pieces(word) ?? (unknown === undefined ? { strange: word } : [unknown]),
  }
}
