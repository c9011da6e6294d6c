import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { ModelConfig } from "../model/architecture.ts"
import { readRope, ropeFields, writeScaling } from "./_rope.ts"
import { Count, maybe, Positive } from "./schemas.ts"
import { ConfigError } from "./checkpoint_error.ts"
import { decodeFields } from "../files/decode_fields.ts"

/**
 * The content of `config.json` and `generation_config.json`: the model's shape, the tokens that end or pad a text, and fields
 * that are kept for other programs.
 * @since 0.1.0
 */
export interface FolderConfig {
  readonly config: ModelConfig
  /** Tokens that end a completion. If the files name none, only the token limit ends it. */
  readonly endTokens: ReadonlyArray<number>
  readonly padToken?: number
  /** The token that begins a text, kept for other programs: here the tokenizer or a template puts it there. */
  readonly beginToken?: number
  /** All other fields of `generation_config.json`, such as a temperature, kept for other programs. */
  readonly generation?: Readonly<Record<string, unknown>>
}

/** How Hugging Face spells a family: its class, its defaults, and fields that must have one value where they occur. */
interface Family {
  readonly className: string
  readonly epsilon: number
  readonly theta: number
  readonly maxPositions: number
  /** The width of a head, if it is not the model's width over its heads. */
  readonly headWidth?: number
  /** False if `attention_bias` may give all four projections biases. */
  readonly biased?: false
  /** False if `use_sliding_window` may give some layers a window. */
  readonly windowed?: false
  readonly fixed: Readonly<Record<string, string | boolean>>
}

const families: { readonly [K in ModelConfig["architecture"]]: Family } = {
  llama: {
    className: "LlamaForCausalLM",
    epsilon: 1e-6,
    theta: 10000,
    maxPositions: 2048,
    biased: false,
    fixed: { hidden_act: "silu", mlp_bias: false },
  },
  qwen2: {
    className: "Qwen2ForCausalLM",
    epsilon: 1e-6,
    theta: 10000,
    maxPositions: 32768,
    windowed: false,
    fixed: { hidden_act: "silu" },
  },
  qwen3: {
    className: "Qwen3ForCausalLM",
    epsilon: 1e-6,
    theta: 10000,
    maxPositions: 32768,
    headWidth: 128,
    biased: false,
    windowed: false,
    fixed: { hidden_act: "silu" },
  },
}

// More layers than any model has: every tensor of every layer gets a name below, so the count must have a bound.
const Layers = Count.check(Schema.isLessThanOrEqualTo(1000))
// Some files write -1 for no token.
const Token = Schema.Int.check(Schema.isGreaterThanOrEqualTo(-1))
const Tokens = maybe(Schema.Union([Token, Schema.Array(Token)]))

const Config = Schema.Struct({
  model_type: Schema.Literals(Object.keys(families) as ReadonlyArray<ModelConfig["architecture"]>),
  vocab_size: Count,
  hidden_size: Count,
  intermediate_size: Count,
  num_hidden_layers: Layers,
  num_attention_heads: Count,
  num_key_value_heads: maybe(Count),
  head_dim: maybe(Count),
  rms_norm_eps: maybe(Positive),
  ...ropeFields,
  attention_bias: maybe(Schema.Boolean),
  use_sliding_window: maybe(Schema.Boolean),
  sliding_window: maybe(Schema.Int),
  max_window_layers: maybe(Schema.Int),
  layer_types: maybe(Schema.Array(Schema.String)),
  max_position_embeddings: maybe(Count),
  tie_word_embeddings: maybe(Schema.Boolean),
  quantization_config: maybe(Schema.Unknown),
  eos_token_id: Tokens,
  pad_token_id: maybe(Schema.Int),
  bos_token_id: maybe(Schema.Int),
})

/**
 * The content of a Hugging Face `config.json` -> a model's shape. Both spellings of rotary embeddings are read
 * (`rope_theta` and `rope_scaling`, and `rope_parameters` of newer files). Fails with the name of the field for anything
 * that this library does not compute: other model types and activations, biases of the MLP, windows of attention, quantized
 * weights, rotary embeddings that are partial or scaled in other ways than "linear", "llama3" and "yarn". With a "dynamic"
 * scaling, which begins above the original length, the model keeps that length. Fields that change no result are ignored.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { decodeConfig } from "@rlif/core/checkpoint/config"
 *
 * const shape = { hidden_size: 96, intermediate_size: 256, num_hidden_layers: 3, num_attention_heads: 4 }
 * const json = { model_type: "llama", vocab_size: 39, rope_parameters: { rope_theta: 500 }, ...shape }
 * Result.getOrThrow(decodeConfig(json)).config.theta // 500
 * const failed = decodeConfig({ ...json, hidden_act: "gelu" }, "m/config.json")
 * Result.getOrThrow(Result.flip(failed)).message
 * // Cannot read "hidden_act" of "m/config.json": "gelu" is not supported, only "silu"
 * ```
 *
 * @since 0.1.0
 */
export const decodeConfig = (json: unknown, file = "config.json"): Result.Result<FolderConfig, ConfigError> => {
  const fail = (field: string, why: string) => Result.fail(configError(file, field, why))
  const decoded = decodeFields(Config, json)
  if (Result.isFailure(decoded)) return fail(decoded.failure.field, decoded.failure.message)
  const read = decoded.success
  const family = families[read.model_type]
  const strange = strangeField(Object(json), read)
  if (strange !== undefined) return fail(...strange)
  const maxPositions = read.max_position_embeddings ?? family.maxPositions
  const rope = readRope(read, maxPositions)
  if (Result.isFailure(rope)) return fail(rope.failure.field, rope.failure.message)
  const stopping = stop(read, read.vocab_size)
  if (Result.isFailure(stopping)) return fail("eos_token_id", stopping.failure)
  return Result.succeed({
    config: {
      architecture: read.model_type,
      vocab: read.vocab_size,
      width: read.hidden_size,
      inner: read.intermediate_size,
      layers: read.num_hidden_layers,
      ...headsOf(read),
      epsilon: read.rms_norm_eps ?? family.epsilon,
      theta: family.theta,
      maxPositions,
      ...rope.success,
      tied: read.tie_word_embeddings ?? false,
      ...(family.biased === false && read.attention_bias === true ? { attentionBias: true as const } : {}),
    },
    endTokens: [],
    ...stopping.success,
    ...(read.bos_token_id == null ? {} : { beginToken: read.bos_token_id }),
  })
}

/** The first field that asks for something not supported here, and why it is refused; undefined if none does. */
const strangeField = (
  json: Readonly<Record<string, unknown>>,
  read: typeof Config.Type,
): readonly [field: string, why: string] | undefined => {
  const family = families[read.model_type]
  for (const [field, value] of Object.entries(family.fixed)) {
    const found = json[field] ?? value
    if (found !== value) return [field, `${JSON.stringify(found)} is not supported, only ${JSON.stringify(value)}`]
  }
  if (family.windowed === false && read.use_sliding_window === true && read.layer_types == null) {
    // Layers from `max_window_layers` on have a window; both defaults are the family's.
    const { sliding_window: window = 4096, max_window_layers: first } = read
    if (window !== null && (first ?? 28) < read.num_hidden_layers) {
      return ["use_sliding_window", `windows of layers are not supported: those from ${first ?? 28} on have one`]
    }
  }
  const windowed = (read.layer_types ?? []).findIndex((type) => type !== "full_attention")
  if (windowed >= 0) {
    return [`layer_types.${windowed}`, `"${read.layer_types![windowed]}" is not supported, only "full_attention"`]
  }
  if (read.quantization_config != null) return ["quantization_config", "quantized weights are not supported"]
  const { heads, keyHeads, headWidth } = headsOf(read)
  if (heads % keyHeads !== 0) return ["num_key_value_heads", `${keyHeads} does not divide ${heads} heads`]
  if (!Number.isInteger(headWidth)) return ["hidden_size", `${read.hidden_size} is no multiple of ${heads} heads`]
  return headWidth % 2 === 0 ? undefined : ["head_dim", `rotary embeddings need an even head width, got ${headWidth}`]
}

const headsOf = (read: typeof Config.Type) => {
  const heads = read.num_attention_heads
  const headWidth = read.head_dim ?? families[read.model_type].headWidth ?? read.hidden_size / heads
  return { heads, keyHeads: read.num_key_value_heads ?? heads, headWidth }
}

/**
 * A model's shape -> `config.json` in Hugging Face's spelling; `decodeConfig` reads it back unchanged.
 * @since 0.1.0
 */
export const encodeConfig = (
  { config, endTokens, padToken, beginToken }: FolderConfig,
): Readonly<Record<string, unknown>> => ({
  architectures: [families[config.architecture].className],
  model_type: config.architecture,
  vocab_size: config.vocab,
  hidden_size: config.width,
  intermediate_size: config.inner,
  num_hidden_layers: config.layers,
  num_attention_heads: config.heads,
  num_key_value_heads: config.keyHeads,
  head_dim: config.headWidth,
  rms_norm_eps: config.epsilon,
  rope_theta: config.theta,
  rope_scaling: writeScaling(config.ropeScaling),
  max_position_embeddings: config.maxPositions,
  tie_word_embeddings: config.tied,
  ...otherwise(config),
  ...(beginToken === undefined ? {} : { bos_token_id: beginToken }),
  ...tokens(endTokens, padToken),
})

/** The fields in which a family's layers differ from those of other families. */
const otherwise = ({ architecture, attentionBias }: ModelConfig) => {
  const { biased, windowed, fixed: { hidden_act, ...fixed } } = families[architecture]
  return {
    hidden_act,
    ...(biased === undefined ? {} : { attention_bias: attentionBias === true }),
    ...(windowed === undefined ? {} : { use_sliding_window: windowed }),
    ...fixed,
  }
}

const GenerationConfig = Schema.Struct({ eos_token_id: Tokens, pad_token_id: maybe(Schema.Int) })

/**
 * Reads the content of `generation_config.json` for a model with `vocab` tokens: end tokens, which count beside those of
 * `config.json`, and all other fields as they are.
 * @since 0.1.0
 */
export const decodeGenerationConfig = (
  json: unknown,
  { vocab, file = "generation_config.json" }: { readonly vocab: number; readonly file?: string },
): Result.Result<Partial<Pick<FolderConfig, "endTokens" | "padToken" | "generation">>, ConfigError> => {
  const decoded = decodeFields(GenerationConfig, json)
  if (Result.isFailure(decoded)) return Result.fail(configError(file, decoded.failure.field, decoded.failure.message))
  const { eos_token_id: _, pad_token_id: __, ...generation } = Object(json) as Readonly<Record<string, unknown>>
  return stop(decoded.success, vocab).pipe(
    Result.map((stopping) => ({ ...stopping, ...(Object.keys(generation).length === 0 ? {} : { generation }) })),
    Result.mapError((why) => configError(file, "eos_token_id", why)),
  )
}

/** The end tokens that a file names, or what is wrong with them. Some files write an empty list or -1 for no token. */
const stop = (
  { eos_token_id: eos, pad_token_id: pad }: typeof GenerationConfig.Type,
  vocab: number,
): Result.Result<Partial<Pick<FolderConfig, "endTokens" | "padToken">>, string> => {
  const endTokens = [eos ?? []].flat().filter((token) => token !== -1)
  const beyond = endTokens.find((token) => token >= vocab)
  if (beyond !== undefined) return Result.fail(`${beyond} is outside a vocabulary of ${vocab}`)
  return Result.succeed({
    ...(endTokens.length === 0 ? {} : { endTokens }),
    ...(pad != null && pad >= 0 ? { padToken: pad } : {}),
  })
}

/**
 * The content of `generation_config.json`: the end tokens, and the fields that were kept for other programs.
 * @since 0.1.0
 */
export const encodeGenerationConfig = (
  { endTokens, padToken, generation }: Pick<FolderConfig, "endTokens" | "padToken" | "generation">,
): Readonly<Record<string, unknown>> => ({ ...generation, ...tokens(endTokens, padToken) })

/** One end token is written as a number, several as a list. */
const tokens = (end: ReadonlyArray<number>, pad: number | undefined) => ({
  ...(end.length === 0 ? {} : { eos_token_id: end.length === 1 ? end[0] : end }),
  ...(pad === undefined ? {} : { pad_token_id: pad }),
})

const configError = (file: string, field: string, why: string) =>
  new ConfigError({ file, field, message: `Cannot read ${field === "" ? "" : `"${field}" of `}"${file}": ${why}` })
