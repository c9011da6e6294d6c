import { Context, Effect, FileSystem, Layer, Path, Schema } from "effect"
import { readJson } from "../files/json_file.ts"
import { sectionsOf } from "./_sections.ts"
import { aroundOf, configured } from "./_around.ts"
import { decoderOf, tidied } from "./_decoder.ts"
import { modelOf } from "./_model.ts"
import { normalizerOf } from "./_normalizer.ts"
import { preTokenizerOf } from "./_pre_tokenizer.ts"
import { addedTokens } from "./_added_tokens.ts"
import { withinTime } from "./_time_limit.ts"
import { type AddedToken, refusedSetting, type Whole, wholeOf } from "./_tokenizer_parts.ts"

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
  /** The bytes that a token adds to a text that goes on; a special one adds none. */
  readonly bytesOf: (id: number) => Uint8Array
  /** The token that ends a text, where `tokenizer_config.json` names one (`eos_token`); else none. */
  readonly endTokens: ReadonlyArray<number>
}

/** The two files of a tokenizer, parsed. */
export interface TokenizerFiles {
  readonly tokenizer: object
  readonly config: object
  /** What errors call the first one. Default: `tokenizer.json`. */
  readonly file?: string
}

/**
 * A codec from the parsed files of a Hugging Face tokenizer: the ids of its own library, or a refusal that names the field.
 * Throws where an option is not supported, and where two tokens share an id. `tokenizer_config.json` adds the tokens of
 * its `added_tokens_decoder`, and decides about those that begin and end a text (`add_bos_token`, `add_eos_token`).
 *
 * @example
 * ```ts
 * import { codec } from "@rlif/core/text"
 * import { wordLevel } from "@rlif/core/text"
 *
 * const { encode, decode } = codec(wordLevel(["<pad>", "one", "two"], { pad: "<pad>" }))
 * encode("two one") // 2, 1
 * decode([1, 1]) // "one one"
 * ```
 */
export const codec = ({ tokenizer, config, file = "tokenizer.json" }: TokenizerFiles): Codec => {
  const settings = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, content(value)]))
  const whole = wholeOf(tokenizer)
  const model = modelOf(whole.model)
  const normalizer = normalizerOf(whole.normalizer)
  const preTokenizer = preTokenizerOf(whole.pre_tokenizer, normalizer)
  const decoder = decoderOf(whole.decoder)
  checkConfig(settings, { ...whole, ...normalizer })
  // Answers are compared to the letter: what is spelled in byte pairs comes back as it was, whatever the files ask for.
  const tidies = settings.clean_up_tokenization_spaces === true && model.type !== "BPE"
  const added = addedTokens(whole.added_tokens ?? [], settings.added_tokens_decoder, model)
  const ids = new Map([...added].map(([id, { content }]) => [content, id]))
  const specials = new Set([...added.values()].filter(({ special }) => special).map(({ content }) => content))
  const idOf = (token: string) => ids.get(token) ?? model.idOf.get(token)
  const around = configured(aroundOf(whole.post_processor), settings, idOf)
  const quick = [...normalizer.patterns, ...preTokenizer.patterns].every(({ quick }) => quick)
  const decodesQuickly = decoder.patterns.every(({ quick }) => quick)
  const write = ({ normalized, content: text }: AddedToken) =>
    normalized ? searched(() => normalizer.normalize(text), { file, action: "read", text, quick }) : text
  const written = new Map([...added].map(([id, token]) => [id, write(token)]))
  const asWritten = sectionsOf([...added.values()].filter(({ normalized }) => !normalized), written)
  const asNormalized = sectionsOf([...added.values()].filter(({ normalized }) => normalized), written)
  const shownAs = (id: number): string | undefined => written.get(id) ?? model.tokenOf.get(id)
  let size = 0
  for (const id of model.tokenOf.keys()) if (id >= size) size = id + 1
  for (const id of added.keys()) if (id >= size) size = id + 1

  /** Every word of a text, or the id that stands for a stretch of it. */
  const words = (text: string): ReadonlyArray<string | number> => {
    const all: Array<string | number> = []
    for (const section of asWritten(text, true)) {
      if ("id" in section) all.push(section.id)
      else {
        for (const part of asNormalized(normalizer.normalize(section.text), section.first)) {
          if ("id" in part) all.push(part.id)
          else for (const word of preTokenizer.words(part.text, part.first)) all.push(word.text)
        }
      }
    }
    return all
  }
  /** The ids of a text, or what of it has none. */
  const spelled = (text: string): ReadonlyArray<number> | { readonly strange: string } => {
    const ids: Array<number> = []
    for (const word of searched(() => words(text), { file, action: "encode", text, quick })) {
      const tokens = typeof word === "number" ? [word] : model.spell(word)
      if ("strange" in tokens) return tokens
      for (const id of tokens) ids.push(id)
    }
    return ids
  }

  return {
    encode: (given, { addSpecial = true } = {}) => {
      // Half a letter is none.
      const text = given.toWellFormed()
      const ids = spelled(text)
      if ("strange" in ids) {
        const piece = text.includes(ids.strange)
          ? ids.strange
          : Array.from(text).find((letter) => "strange" in spelled(letter))
        const what = piece === undefined ? "a part of it" : shown(piece)
        throw new TokenizerError({
          file: "",
          message: `Cannot encode ${shown(text)}: ${what} is not in the vocabulary`,
        })
      }
      return Int32Array.from(addSpecial ? [...around.before, ...ids, ...around.after] : ids)
    },
    decode: (ids, { skipSpecial = false } = {}) => {
      const tokens: Array<string> = []
      for (let i = 0; i < ids.length; i++) {
        const token = shownAs(ids[i])
        if (token !== undefined && !(skipSpecial && specials.has(token))) tokens.push(token)
      }
      if (tokens.length === 0) return ""
      const all = { file, action: "decode", text: tokens.join(""), quick: decodesQuickly }
      const text = searched(() => decoder.text(tokens), all)
      return tidies ? tidied(text) : text
    },
    bytesOf: (id) => {
      const text = shownAs(id)
      if (text === undefined || specials.has(text)) return new Uint8Array()
      return searched(() => decoder.bytesOf(text), { file, action: "decode", text, quick: decodesQuickly })
    },
    vocabSize: size,
    tokenOf: (id) => added.get(id)?.content ?? model.tokenOf.get(id),
    idOf,
    endTokens: typeof settings.eos_token === "string" ? [idOf(settings.eos_token) ?? []].flat() : [],
  }
}

/** A text as a message shows it: prompts may be long. */
const shown = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`

/** What expressions are searched in: a text, or tokens. */
interface Search {
  readonly file: string
  readonly action: string
  readonly text: string
  /** Whether they take time in proportion to it. */
  readonly quick: boolean
}

/**
 * Expressions that are not known to be quick may take two seconds, and as long as a slow machine needs for all of a text.
 * Node gives up itself where one needs more memory than there is for it.
 */
const searched = <A extends object | string>(run: () => A, { file, action, text, quick }: Search): A => {
  const seconds = 2 + text.length / 50_000
  const fail = (why: string) => new TokenizerError({ file, message: `Cannot ${action} ${shown(text)}: ${why}` })
  try {
    const found = quick ? run() : withinTime(run, Math.ceil(1000 * seconds))
    if (found !== undefined) return found
  } catch (error) {
    throw fail(`the regular expressions of "${file}" fail: ${(error as Error).message}`)
  }
  throw fail(`the regular expressions of "${file}" take more than ${seconds.toFixed(0)} s`)
}

/** Throws where `tokenizer_config.json` asks for what is not done here. */
const checkConfig = (
  config: Readonly<Record<string, unknown>>,
  { pre_tokenizer, prepends }: Pick<Whole, "pre_tokenizer"> & { readonly prepends: boolean },
) => {
  const fail = (field: string, why: string) => refusedSetting(field, `${JSON.stringify(config[field])} ${why}`)
  if (config.split_special_tokens === true) {
    throw fail("split_special_tokens", "is not supported: special tokens in a text are tokens")
  }
  const { add_prefix_space: prefix } = config
  const { type, add_prefix_space: spaces } = Object(pre_tokenizer)
  if (typeof prefix === "boolean" && (type === "ByteLevel" ? spaces !== prefix : prepends && !prefix)) {
    throw fail("add_prefix_space", 'is not what "tokenizer.json" does')
  }
}

/** `tokenizer_config.json` may write a token as an object with its content. */
const content = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "content" in value ? value.content : value

/** The model's tokenizer. */
export class Tokenizer extends Context.Service<Tokenizer, Codec>()("@rlif/core/text/Tokenizer") {
  /**
   * The tokenizer of a model folder: its `tokenizer.json` and `tokenizer_config.json`; special tokens that the latter does
   * not name are those of `special_tokens_map.json`, where older folders have them.
   */
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
        const tokenizer = yield* read("tokenizer.json").pipe(
          Effect.catchTag("@rlif/core/TokenizerError", (error) =>
            Effect.flatMap(older(directory), (why) =>
              Effect.fail(why === undefined ? error : new TokenizerError({ file: error.file, message: why })))),
        )
        const map = yield* (yield* hasFile(directory, "special_tokens_map.json"))
          ? read("special_tokens_map.json")
          : Effect.succeed({})
        const config = { ...map, ...yield* read("tokenizer_config.json") }
        const file = path.join(directory, "tokenizer.json")
        return yield* Effect.try({
          try: () =>
            codec({ tokenizer, config, file }),
          catch: (error) =>
            error instanceof TokenizerError
              ? error
              : new TokenizerError({ file, message: `Cannot read "${file}": ${(error as Error).message}` }),
        })
      }),
    )
}

const hasFile = Effect.fnUntraced(function* (directory: string, name: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  return yield* Effect.orElseSucceed(fs.exists(path.join(directory, name)), () => false)
})

/** What to do with a folder that has only the older files of a tokenizer; undefined where it has `tokenizer.json`. */
const older = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const has = (name: string) => hasFile(directory, name)
  if (yield* has("tokenizer.json")) return undefined
  const found = (yield* has("tokenizer.model"))
    ? `"tokenizer.model"`
    : (yield* has("vocab.json")) && (yield* has("merges.txt"))
    ? `"vocab.json" and "merges.txt"`
    : undefined
  if (found === undefined) return undefined
  const load = `from transformers import AutoTokenizer; AutoTokenizer.from_pretrained(${JSON.stringify(directory)})`
  const convert = `python -c '${load}.save_pretrained(${JSON.stringify(directory)})'`
  const file = path.join(directory, "tokenizer.json")
  return `Cannot read "${file}": no such file, only ${found}, which is not read here; to convert: ${convert}`
})
