import { largest, type Models, refused } from "./parts.ts"

/** What pairs the tokens of a model with ids. */
export interface Vocabulary {
  readonly idOf: ReadonlyMap<string, number>
  readonly tokenOf: ReadonlyMap<number, string>
}

/** From an object of ids. Throws where an id is no whole number, or that of two tokens: their text would not come back. */
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

/** From a list of tokens and their scores: ids are positions, and of a token that occurs twice the last one counts. */
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

/** A word in tokens. */
export interface Model extends Vocabulary {
  /** The ids of a word, or the part of it that has none where there is no unknown token. */
  readonly spell: (word: string) => ReadonlyArray<number> | { readonly strange: string }
}

/** The id of the token for what is unknown, in a vocabulary that has it. */
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

/** The longest token that a word begins with, then that of what is left, marked as going on. */
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
