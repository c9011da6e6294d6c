import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { readJson } from "../files/json_file.ts"
import { sectionsOf } from "./tokenize/sections.ts"
import { aroundOf, configured } from "./tokenize/around.ts"
import { decoderOf, tidied } from "./tokenize/decoder.ts"
import { modelOf } from "./tokenize/model.ts"
import { normalizerOf } from "./tokenize/normalizer.ts"
import { preTokenizerOf } from "./tokenize/pre_tokenizer.ts"
import { addedTokens } from "./tokenize/added_tokens.ts"
import { withinTime } from "./tokenize/time_limit.ts"
import { type AddedToken, refusedSetting, type Whole, wholeOf } from "./tokenize/parts.ts"
import { reasonOf } from "../files/reason.ts"

/**
 * A tokenizer that cannot be made from its files, or text that its vocabulary cannot spell.
 * @since 0.1.0
 */
export class TokenizerError extends Schema.TaggedError<TokenizerError>()("@rlif/core/TokenizerError", {
  /** The file at fault; empty if the text is at fault. */
  file: Schema.String,
  message: Schema.String,
}) {}

/**
 * Text to token ids and back, without padding or truncation.
 * @since 0.1.0
 */
export interface Codec {
  /**
   * The ids of a text, with the special tokens that `tokenizer.json` adds unless `addSpecial` is false. A special token that
   * stands in the text is one id. Throws a `TokenizerError` for a piece without an id if there is no unknown token.
   */
  readonly encode: (text: string, options?: { readonly addSpecial?: boolean }) => Int32Array
  /** The text of ids. Ids beyond the vocabulary (padding rows of an embedding) have no text. */
  readonly decode: (ids: ArrayLike<number>, options?: { readonly skipSpecial?: boolean }) => string
  /** One more than the largest id. */
  readonly vocabSize: number
  readonly tokenOf: (id: number) => string | undefined
  readonly idOf: (token: string) => number | undefined
  /** The bytes that a token adds to the text before it; a special token adds none. */
  readonly bytesOf: (id: number) => Uint8Array
  /** The token that ends a text, if `tokenizer_config.json` names one (`eos_token`); else empty. */
  readonly endTokens: ReadonlyArray<number>
}

/**
 * The two files of a tokenizer, parsed.
 * @since 0.1.0
 */
export interface TokenizerFiles {
  readonly tokenizer: object
  readonly config: object
  /** The name of the first file in errors. Default: `tokenizer.json`. */
  readonly file?: string
}

/**
 * A codec from the parsed files of a Hugging Face tokenizer, with exactly the ids of Hugging Face's own library. Throws a
 * `TokenizerError` that names the field if an option is not supported or two tokens share an id. `tokenizer_config.json` adds
 * the tokens of its `added_tokens_decoder`, and decides whether tokens begin and end a text (`add_bos_token`,
 * `add_eos_token`).
 *
 * @example
 * ```ts
 * import { codec, wordLevel } from "@rlif/core/text"
 *
 * const { encode, decode } = codec(wordLevel(["<pad>", "one", "two"], { pad: "<pad>" }))
 * encode("two one") // 2, 1
 * decode([1, 1]) // "one one"
 * ```
 *
 * @since 0.1.0
 */
export const codec = ({ tokenizer, config, file = "tokenizer.json" }: TokenizerFiles): Codec => {
  const settings = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, content(value)]))
  const whole = wholeOf(tokenizer)
  const model = modelOf(whole.model)
  const normalizer = normalizerOf(whole.normalizer)
  const preTokenizer = preTokenizerOf(whole.pre_tokenizer, normalizer)
  const decoder = decoderOf(whole.decoder)
  checkConfig(settings, { ...whole, ...normalizer })
  const added = addedTokens(whole.added_tokens ?? [], settings.added_tokens_decoder, model)
  const ids = new Map([...added].map(([id, { content }]) => [content, id]))
  const idOf = (token: string) => ids.get(token) ?? model.idOf.get(token)
  const around = configured(aroundOf(whole.post_processor), settings, idOf)
  const quick = [...normalizer.patterns, ...preTokenizer.patterns].every(({ quick }) => quick)
  const write = ({ normalized, content: text }: AddedToken) =>
    normalized ? searched(() => normalizer.normalize(text), { file, action: "read", text, quick }) : text
  const written = new Map([...added].map(([id, token]) => [id, write(token)]))
  const parts = { file, quick, model, normalizer, preTokenizer, added, written }
  // Answers are compared to the letter, so text of byte pairs is never tidied up, whatever the files ask for.
  const tidies = settings.clean_up_tokenization_spaces === true && model.type !== "BPE"
  return {
    encode: encoding(parts, around),
    ...decoding(parts, decoder, tidies),
    vocabSize: Math.max(sizeOf(model.tokenOf.keys()), sizeOf(added.keys())),
    tokenOf: (id) => added.get(id)?.content ?? model.tokenOf.get(id),
    idOf,
    endTokens: typeof settings.eos_token === "string" ? [idOf(settings.eos_token) ?? []].flat() : [],
  }
}

/** What encoding and decoding share. */
interface Parts {
  readonly file: string
  /** Whether the expressions that cut a text take time in proportion to the text. */
  readonly quick: boolean
  readonly model: ReturnType<typeof modelOf>
  readonly normalizer: ReturnType<typeof normalizerOf>
  readonly preTokenizer: ReturnType<typeof preTokenizerOf>
  readonly added: ReadonlyMap<number, AddedToken>
  /** Added tokens as they stand in a normalized text. */
  readonly written: ReadonlyMap<number, string>
}

const encoding = (parts: Parts, around: ReturnType<typeof aroundOf>): Codec["encode"] => {
  const { file, quick, model } = parts
  const words = wordsOf(parts)
  /** The ids of a text, or a piece of the text without an id. */
  const spelled = (text: string): ReadonlyArray<number> | { readonly strange: string } => {
    const ids: Array<number> = []
    for (const word of searched(() => words(text), { file, action: "encode", text, quick })) {
      const tokens = typeof word === "number" ? [word] : model.spell(word)
      if ("strange" in tokens) return tokens
      for (const id of tokens) ids.push(id)
    }
    return ids
  }
  return (given, { addSpecial = true } = {}) => {
    // Half of a surrogate pair becomes the replacement character.
    const text = given.toWellFormed()
    const ids = spelled(text)
    if ("strange" in ids) {
      const piece = text.includes(ids.strange)
        ? ids.strange
        : Array.from(text).find((letter) => "strange" in spelled(letter))
      const what = piece === undefined ? "a part of it" : shown(piece)
      const message = `Cannot encode ${shown(text)}: ${what} is not in the vocabulary`
      throw new TokenizerError({ file: "", message })
    }
    return Int32Array.from(addSpecial ? [...around.before, ...ids, ...around.after] : ids)
  }
}

/** The words of a text, and the ids of added tokens in it. */
const wordsOf = ({ normalizer, preTokenizer, added, written }: Parts) => {
  const asWritten = sectionsOf([...added.values()].filter(({ normalized }) => !normalized), written)
  const asNormalized = sectionsOf([...added.values()].filter(({ normalized }) => normalized), written)
  return (text: string): ReadonlyArray<string | number> => {
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
}

const decoding = (
  { file, model, added, written }: Parts,
  decoder: ReturnType<typeof decoderOf>,
  tidies: boolean,
): Pick<Codec, "decode" | "bytesOf"> => {
  const specials = new Set([...added.values()].filter(({ special }) => special).map(({ content }) => content))
  const quick = decoder.patterns.every(({ quick }) => quick)
  const shownAs = (id: number): string | undefined => written.get(id) ?? model.tokenOf.get(id)
  return {
    decode: (ids, { skipSpecial = false } = {}) => {
      const tokens: Array<string> = []
      for (let i = 0; i < ids.length; i++) {
        const token = shownAs(ids[i])
        if (token !== undefined && !(skipSpecial && specials.has(token))) tokens.push(token)
      }
      if (tokens.length === 0) return ""
      const text = searched(() => decoder.text(tokens), { file, action: "decode", text: tokens.join(""), quick })
      return tidies ? tidied(text) : text
    },
    bytesOf: (id) => {
      const text = shownAs(id)
      if (text === undefined || specials.has(text)) return new Uint8Array()
      return searched(() => decoder.bytesOf(text), { file, action: "decode", text, quick })
    },
  }
}

/** One more than the largest id. */
const sizeOf = (ids: Iterable<number>): number => {
  let size = 0
  for (const id of ids) if (id >= size) size = id + 1
  return size
}

/** A text as messages show it, shortened: prompts may be long. */
const shown = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`

/** A search of regular expressions in a text or in tokens. */
interface Search {
  readonly file: string
  readonly action: string
  readonly text: string
  /** Whether the expressions take time in proportion to the text. */
  readonly quick: boolean
}

/**
 * Expressions that are not known to be quick may take two seconds, plus a slow machine's time for a text of this length. An
 * expression that needs too much memory is ended by Node itself.
 */
const searched = <A extends object | string>(run: () => A, { file, action, text, quick }: Search): A => {
  const seconds = 2 + text.length / 50_000
  const fail = (why: string) => new TokenizerError({ file, message: `Cannot ${action} ${shown(text)}: ${why}` })
  try {
    const found = quick ? run() : withinTime(run, Math.ceil(1000 * seconds))
    if (found !== undefined) return found
  } catch (error) {
    throw fail(`the regular expressions of "${file}" fail: ${reasonOf(error)}`)
  }
  throw fail(`the regular expressions of "${file}" take more than ${seconds.toFixed(0)} s`)
}

/** Throws if `tokenizer_config.json` asks for something that is not supported here. */
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

/**
 * The tokenizer of the model, as a service.
 * @since 0.1.0
 */
export class Tokenizer extends Context.Service<Tokenizer, Codec>()("@rlif/core/text/Tokenizer") {
  /**
   * The tokenizer of a model folder: `tokenizer.json` and `tokenizer_config.json`. Special tokens that `tokenizer_config.json`
   * does not name come from `special_tokens_map.json`, as in older folders.
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
              : new TokenizerError({ file, message: `Cannot read "${file}": ${reasonOf(error)}` }),
        })
      }),
    )
}

const hasFile = Effect.fnUntraced(function* (directory: string, name: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  return yield* Effect.orElseSucceed(fs.exists(path.join(directory, name)), () => false)
})

/** What to do about a folder without `tokenizer.json`; undefined if it has the file. */
const older = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const has = (name: string) => hasFile(directory, name)
  if (yield* has("tokenizer.json")) return undefined
  const found = (yield* has("tokenizer.model"))
    ? `"tokenizer.model"`
    : (yield* has("vocab.json")) && (yield* has("merges.txt"))
    ? `"vocab.json" and "merges.txt"`
    : undefined
  const file = path.join(directory, "tokenizer.json")
  if (found === undefined) {
    const lacks = (yield* has("config.json")) ? "the model lacks its tokenizer" : "the folder is no model's"
    return `Cannot read "${file}": no such file, so ${lacks}; a model folder has it beside "config.json"`
  }
  const load = `from transformers import AutoTokenizer; AutoTokenizer.from_pretrained(${JSON.stringify(directory)})`
  const convert = `python -c '${load}.save_pretrained(${JSON.stringify(directory)})'`
  return `Cannot read "${file}": no such file, only ${found}, which is not read here; to convert: ${convert}`
})
