import { Tokenizer as Hub } from "@huggingface/tokenizers"
import { Context, Effect, type FileSystem, Layer, Path, Result, Schema } from "effect"
import { decodeFields } from "../files/decode_fields.ts"
import { readJson } from "../files/json_file.ts"

/** A tokenizer that cannot be made from its files, or text that its vocabulary cannot spell. */
export class TokenizerError extends Schema.TaggedError<TokenizerError>()("@rlif/core/TokenizerError", {
  /** The file to blame; empty where it is the text. */
  file: Schema.String,
  message: Schema.String,
}) {}

/** Text to token ids and back. Nothing is ever padded or cut. */
export interface Codec {
  /**
   * The ids of a text, with the special tokens that `tokenizer.json` itself adds, unless `addSpecial` is false, and those
   * that the text names, each one id. Throws a `TokenizerError` for a piece that has no id, in a vocabulary without an
   * unknown token.
   */
  readonly encode: (text: string, options?: { readonly addSpecial?: boolean }) => Int32Array
  /** The text of ids; ids beyond the vocabulary (padding rows of an embedding) have none. */
  readonly decode: (ids: ArrayLike<number>, options?: { readonly skipSpecial?: boolean }) => string
  /** One more than the largest id. */
  readonly vocabSize: number
  readonly tokenOf: (id: number) => string | undefined
  readonly idOf: (token: string) => number | undefined
}

/** The two files of a tokenizer, parsed. */
export interface TokenizerFiles {
  readonly tokenizer: object
  readonly config: object
}

/**
 * A codec from the parsed files of a Hugging Face tokenizer. Throws where the library cannot make sense of them, and
 * where two tokens share an id.
 *
 * @example
 * ```ts
 * import { codec } from "@rlif/core/text/tokenizer"
 * import { wordLevel } from "@rlif/core/text/word-level"
 *
 * const { encode, decode } = codec(wordLevel(["<pad>", "one", "two"], { pad: "<pad>" }))
 * encode("two one") // 2, 1
 * decode([1, 1]) // "one one"
 * ```
 */
export const codec = ({ tokenizer, config }: TokenizerFiles): Codec => {
  const settings = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, content(value)]))
  const parts = partsOf(tokenizer)
  checkIds(parts)
  const hub = new Hub({ ...tokenizer, added_tokens: parts.added, model: telling(parts.model) }, settings)
  let size = 0
  for (const id of hub.get_vocab().values()) size = Math.max(size, id + 1)
  return {
    encode: (text, { addSpecial = true } = {}) => {
      const { ids, tokens }: Encoding = hub.encode(text, { add_special_tokens: addSpecial })
      const unknown = ids.indexOf(undefined)
      if (unknown >= 0) {
        const strange = (letter: string) => (hub.encode(letter, bare) as Encoding).ids.includes(undefined)
        const piece = tokens[unknown] === nameless ? Array.from(text).find(strange) : tokens[unknown]
        const what = piece === undefined ? "a part of it" : JSON.stringify(piece)
        throw new TokenizerError({
          file: "",
          message: `Cannot encode ${shown(text)}: ${what} is not in the vocabulary`,
        })
      }
      return Int32Array.from(ids as ReadonlyArray<number>)
    },
    decode: (ids, { skipSpecial = false } = {}) => {
      const known = Array.from(ids).filter((id) => hub.id_to_token(id) !== undefined)
      if (known.length === 0) return ""
      // Text is never tidied unless the files ask for it: answers are compared to the letter.
      const tidy = settings.clean_up_tokenization_spaces === true
      return hub.decode(known, { skip_special_tokens: skipSpecial, clean_up_tokenization_spaces: tidy })
    },
    vocabSize: size,
    tokenOf: (id) => hub.id_to_token(id),
    idOf: (token) => hub.token_to_id(token),
  }
}

/** A text as a message shows it: prompts may be long. */
const shown = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`

const bare = { add_special_tokens: false }

/** The unknown token of a vocabulary that has none. No file spells it. */
const nameless = "\0no token\0"

/**
 * The library leaves pieces out that byte-pair encoding cannot spell, where there is no unknown token. With one that has no
 * id they can be told from what was left out on purpose.
 */
const telling = (model: Parts["model"]): object =>
  model.merges !== undefined && model.unk_token == null ? { ...model, unk_token: nameless } : model

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optional(Schema.NullOr(schema))
const Listed = Schema.Array(Schema.Struct({ id: Schema.Unknown, content: Schema.String }))
const Model = Schema.Struct({
  type: maybe(Schema.Literals(["BPE", "Unigram", "WordPiece", "WordLevel"])),
  vocab: Schema.Unknown,
})
const Fields = Schema.Struct({ added_tokens: maybe(Listed), model: Model })

/** The parts of `tokenizer.json` that pair tokens with ids, as they stand there. */
interface Parts {
  readonly model: { readonly vocab?: object; readonly merges?: unknown; readonly unk_token?: unknown }
  readonly added: typeof Listed.Type
}

/** Throws where they are of another kind. */
const partsOf = (tokenizer: object): Parts => {
  const read = decodeFields(Fields, tokenizer)
  if (Result.isFailure(read)) throw new Error(`"${read.failure.field}": ${read.failure.message}`)
  const { model, added_tokens }: { readonly model: Parts["model"]; readonly added_tokens?: Parts["added"] } = Object(
    tokenizer,
  )
  if (typeof (model.vocab ?? {}) !== "object") throw new Error(`"model.vocab": neither an object nor a list`)
  return { model, added: added_tokens ?? [] }
}

/** Throws where an id is no whole number, or that of two tokens: their text would not come back. */
const checkIds = ({ model, added }: Parts) => {
  const tokenOf = new Map<number, string>()
  const vocab = model.vocab ?? {}
  const listed = Array.isArray(vocab) ? [] : Object.entries(vocab) // in a list, ids are positions
  for (const [token, id] of [...listed, ...added.map(({ content, id }) => [content, id] as const)]) {
    if (!isId(id)) throw new Error(`"${token}" has id ${JSON.stringify(id)}, not a whole number`)
    const other = tokenOf.get(id) ?? token
    if (other !== token) throw new Error(`"${other}" and "${token}" both have id ${id}`)
    tokenOf.set(id, token)
  }
}

const isId = (id: unknown): id is number => Number.isInteger(id) && Number(id) >= 0

/** What the library hands back: no id where neither the piece nor an unknown token has one. */
interface Encoding {
  readonly ids: ReadonlyArray<number | undefined>
  readonly tokens: ReadonlyArray<string>
}

/** `tokenizer_config.json` may write a token as an object with its content; the library reads plain strings. */
const content = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "content" in value ? value.content : value

/** The model's tokenizer. */
export class Tokenizer extends Context.Service<Tokenizer, Codec>()("@rlif/core/text/Tokenizer") {
  /** The tokenizer of a model folder: its `tokenizer.json` and `tokenizer_config.json`. */
  static readonly layerFolder = (
    directory: string,
  ): Layer.Layer<Tokenizer, TokenizerError, FileSystem.FileSystem | Path.Path> =>
    Layer.effect(
      Tokenizer,
      Effect.gen(function* () {
        const path = yield* Path.Path
        const read = (name: string) => {
          const file = path.join(directory, name)
          return readJson(file).pipe(
            Effect.mapError(({ message }) => new TokenizerError({ file, message })),
            Effect.filterOrFail(
              (json): json is object => typeof json === "object" && json !== null && !Array.isArray(json),
              () => new TokenizerError({ file, message: `Cannot read "${file}": not a JSON object` }),
            ),
          )
        }
        const tokenizer = yield* read("tokenizer.json")
        const config = yield* read("tokenizer_config.json")
        return yield* Effect.try({
          try: () => codec({ tokenizer, config }),
          catch: (error) => {
            const file = path.join(directory, "tokenizer.json")
            return new TokenizerError({ file, message: `Cannot read "${file}": ${(error as Error).message}` })
          },
        })
      }),
    )
}
