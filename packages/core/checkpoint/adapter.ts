import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Adapter } from "../model/adapter.ts"
import { adapterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { fitting } from "./_fitting.ts"
import { folderError } from "../files/folder_error.ts"
import { has } from "../files/has.ts"
import { Count, maybe } from "./schemas.ts"
import { layerNames, targetFields, targetsOf } from "./_target_modules.ts"
import { written } from "./_written.ts"
import { ConfigError } from "./checkpoint_error.ts"
import { decodeFields } from "../files/decode_fields.ts"
import { fitShapes } from "./fit.ts"
import { formatJson, readJson } from "../files/json_file.ts"
import { type Weights, weightsOf } from "./safetensors.ts"
import { openSafetensors } from "./safetensors_file.ts"
import type { WeightDType } from "./safetensors_header.ts"

/**
 * The names of an adapter's files, those of PEFT.
 * @since 0.1.0
 */
export const adapterFiles = { config: "adapter_config.json", weights: "adapter_model.safetensors" } as const

/** The weights file of older adapters. */
const pickled = "adapter_model.bin"

/**
 * An adapter in memory.
 * @since 0.1.0
 */
export interface AdapterFolder {
  readonly adapter: Adapter
  /** The base model, as the file names it: a folder, or a repository of the hub. */
  readonly base?: string
  /** Revision of `base` on the hub. */
  readonly revision?: string
  /** The two factors of every adapted layer, under the names of `adapterShapes`. */
  readonly parameters: Weights
}

/** PEFT puts its wrappers' names before those of the model. */
const prefix = "base_model.model."

const Alpha = Schema.Finite.check(Schema.isGreaterThan(0))
const Config = Schema.Struct({
  peft_type: Schema.Literal("LORA"),
  r: Count,
  lora_alpha: Alpha,
  use_rslora: maybe(Schema.Boolean),
  rank_pattern: maybe(Schema.Record(Schema.String, Count)),
  alpha_pattern: maybe(Schema.Record(Schema.String, Alpha)),
  ...targetFields,
  base_model_name_or_path: maybe(Schema.String),
  revision: maybe(Schema.String),
})

/** Fields that would change the arithmetic in ways that are not computed here: refused unless they have this value. */
const fixed: Readonly<Record<string, unknown>> = {
  bias: "none",
  fan_in_fan_out: false,
  use_dora: false,
  modules_to_save: null,
}

/** Fields without effect on a trained adapter: how it was trained, and what it is for. */
const silent = new Set([
  "auto_mapping",
  "corda_config",
  "eva_config",
  "inference_mode",
  "init_lora_weights",
  "loftq_config",
  "lora_dropout",
  "lora_ga_config",
  "megatron_core",
  "parent_library",
  "peft_version",
  "qalora_group_size",
  "runtime_config",
  "task_type",
])

/** Initializations of the two factors alone, harmless by now. All others change the base model's weights, too. */
const beginnings: ReadonlyArray<unknown> = [true, false, "gaussian", "orthogonal", "eva"]

/** Whether a field asks for nothing. */
const isOff = (value: unknown): boolean =>
  value == null || value === false || (typeof value === "object" && Object.keys(value).length === 0)

/** The first field that asks for something not supported here, and why it is refused; undefined if none does. */
const strangeField = (json: Readonly<Record<string, unknown>>): readonly [field: string, why: string] | undefined => {
  for (const [field, found] of Object.entries(json)) {
    if (isOff(found) || silent.has(field) || Object.hasOwn(Config.fields, field) || fixed[field] === found) continue
    return [field, `${JSON.stringify(found)} is not supported, only ${JSON.stringify(fixed[field] ?? null)}`]
  }
  const began = json.init_lora_weights ?? true
  if (beginnings.includes(began)) return undefined
  return ["init_lora_weights", `${JSON.stringify(began)} is not supported: it changes the model's own weights, too`]
}

/**
 * Reads the content of `adapter_config.json`; `blocks` is the number of the model's blocks, if known. Dropout belongs to
 * training and is ignored. Fails with the name of the field for anything but plain LoRA and rsLoRA, and for unknown fields.
 * @since 0.1.0
 */
export const decodeAdapterConfig = (
  json: unknown,
  file: string = adapterFiles.config,
  blocks?: number,
): Result.Result<Omit<AdapterFolder, "parameters">, ConfigError> => {
  const fail = (field: string, why: string) =>
    Result.fail(
      new ConfigError({ file, field, message: `Cannot read ${field === "" ? "" : `"${field}" of `}"${file}": ${why}` }),
    )
  const decoded = decodeFields(Config, json)
  if (Result.isFailure(decoded)) return fail(decoded.failure.field, decoded.failure.message)
  const strange = strangeField(Object(json))
  if (strange !== undefined) return fail(...strange)
  const read = decoded.success
  const patterns = (["rank_pattern", "alpha_pattern"] as const).map((field) => ({ field, of: read[field] ?? {} }))
  for (const { field, of } of patterns) {
    for (const pattern of Object.keys(of)) {
      const fits = fitting(`^(.*\\.)?(${pattern})$`, layerNames(blocks))
      if (Result.isFailure(fits)) return fail(`${field}.${pattern}`, fits.failure)
    }
  }
  const modules = targetsOf(read, blocks)
  if (Result.isFailure(modules)) return fail(modules.failure.field, modules.failure.message)
  const [ranks, alphas] = patterns.map(({ of }) => of)
  const { base_model_name_or_path: base, revision } = read
  const adapter: Adapter = {
    rank: read.r,
    alpha: read.lora_alpha,
    targets: modules.success,
    ...(read.use_rslora === true ? { scaling: "root" } : {}),
    ...(isOff(ranks) ? {} : { ranks }),
    ...(isOff(alphas) ? {} : { alphas }),
  }
  return Result.succeed({ adapter, ...(base == null ? {} : { base }), ...(revision == null ? {} : { revision }) })
}

/** The adapter's name inside a tensor's name: PEFT's `model.save_pretrained` leaves it out, `torch.save` does not. */
const named = /\.lora_[AB]\.([^.]+)\.weight$/

/**
 * Reads an adapter in PEFT's format, `adapter_config.json` and `adapter_model.safetensors`, for a model of this shape. A
 * `WeightsError` lists all faults of the weights at once.
 * @since 0.1.0
 */
export const loadAdapter = Effect.fn("loadAdapter")(function* (directory: string, config: ModelConfig) {
  const path = yield* Path.Path
  const [file, weights] = [adapterFiles.config, adapterFiles.weights].map((name) => path.join(directory, name))
  const { adapter, ...origin } = yield* Effect.fromResult(
    decodeAdapterConfig(yield* readJson(file), file, config.layers),
  )
  if (!(yield* has(directory, adapterFiles.weights)) && (yield* has(directory, pickled))) {
    const why = `"${pickled}" is a pickle, which may hold programs and is not read: save it as safetensors`
    return yield* folderError("read", directory, why)
  }
  const stored = yield* Effect.scoped(Effect.flatMap(openSafetensors(weights), weightsOf))
  const strange = Object.keys(stored).find((name) => named.test(name))
  if (strange !== undefined) {
    const why = `the adapter's name, "${
      named.exec(strange)![1]
    }", stands in the names of its weights, such as "${strange}"`
    return yield* folderError("read", directory, `${why}: save it by PEFT's save_pretrained`)
  }
  const expected = Object.entries(adapterShapes({ ...config, adapter }))
  const shapes = Object.fromEntries(expected.map(([name, shape]) => [prefix + name, shape]))
  const fitting = yield* Effect.fromResult(fitShapes({ expected: shapes }, { weights: stored, directory }))
  const folder: AdapterFolder = {
    adapter,
    ...origin,
    parameters: Object.fromEntries(expected.map(([name]) => [name, fitting[prefix + name]])),
  }
  return folder
})

/**
 * Writes an adapter in PEFT's format, and `files` beside it, such as those of the tokenizer.
 * @since 0.1.0
 */
export const saveAdapter = Effect.fn("saveAdapter")(
  function* (
    directory: string,
    { adapter, base, revision, parameters, files = {} }: AdapterFolder & {
      readonly files?: Readonly<Record<string, Uint8Array>>
    },
    { dtype = "F32", overwrite = false }: { readonly dtype?: WeightDType; readonly overwrite?: boolean } = {},
  ) {
    const values = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [prefix + name, value]))
    const shapes = Object.fromEntries(Object.entries(values).map(([name, { dims }]) => [name, dims]))
    yield* Effect.fromResult(fitShapes({ expected: shapes }, { weights: values, directory, dtype }))
    const config = {
      peft_type: "LORA",
      task_type: "CAUSAL_LM",
      base_model_name_or_path: base ?? null,
      revision: revision ?? null,
      r: adapter.rank,
      lora_alpha: adapter.alpha,
      lora_dropout: 0,
      target_modules: adapter.targets,
      ...fixed,
      use_rslora: adapter.scaling === "root",
      layers_to_transform: null,
      rank_pattern: adapter.ranks ?? {},
      alpha_pattern: adapter.alphas ?? {},
      inference_mode: true,
    }
    yield* written(directory, {
      weights: { file: adapterFiles.weights, values, dtype },
      files: [...Object.entries(files), [adapterFiles.config, formatJson(config)]],
      overwrite,
    })
  },
)
