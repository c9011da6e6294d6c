import { Effect, Path, Result, Schema } from "effect"
import type { Adapter } from "../model/adapter.ts"
import { adapterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { folderError } from "../files/folder_error.ts"
import { has } from "../files/has.ts"
import { TargetModules, targetsOf } from "./_target_modules.ts"
import { written } from "./_written.ts"
import { ConfigError } from "./checkpoint_error.ts"
import { decodeFields } from "../files/decode_fields.ts"
import { fitShapes } from "./fit.ts"
import { formatJson, readJson } from "../files/json_file.ts"
import { type Weights, weightsOf } from "./safetensors.ts"
import { openSafetensors } from "./safetensors_file.ts"
import type { WeightDType } from "./safetensors_header.ts"

/** The names of an adapter's files, those of PEFT. */
export const adapterFiles = { config: "adapter_config.json", weights: "adapter_model.safetensors" } as const

/** Older adapters have this instead. */
const pickled = "adapter_model.bin"

/** An adapter in memory. */
export interface AdapterFolder {
  readonly adapter: Adapter
  /** The model that it was made for, as the file says: a folder, or a name. */
  readonly base?: string
  /** Of the base model, where that is a name of a hub. */
  readonly revision?: string
  /** By the names of `adapterShapes`. */
  readonly parameters: Weights
}

/** PEFT puts its wrappers' names before those of the model. */
const prefix = "base_model.model."

const Count = Schema.Int.check(Schema.isGreaterThan(0))
const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optional(Schema.NullOr(schema))
const Config = Schema.Struct({
  peft_type: Schema.Literal("LORA"),
  r: Count,
  lora_alpha: Schema.Finite.check(Schema.isGreaterThan(0)),
  target_modules: TargetModules,
  base_model_name_or_path: maybe(Schema.String),
  revision: maybe(Schema.String),
})

/** What would change the arithmetic and is not computed here: refused unless it has this value. */
const fixed: Readonly<Record<string, unknown>> = {
  bias: "none",
  fan_in_fan_out: false,
  use_rslora: false,
  use_dora: false,
  modules_to_save: null,
  layers_to_transform: null,
  rank_pattern: {},
  alpha_pattern: {},
}

/** The same of newer files: not written, because an older PEFT knows no such fields. */
const fixedSince: Readonly<Record<string, unknown>> = {
  lora_bias: false,
  layer_replication: null,
  trainable_token_indices: null,
  target_parameters: null,
  alora_invocation_tokens: null,
  use_qalora: false,
}

/** How the two factors began says nothing of what they are now. All other ways change the weights of the model, too. */
const beginnings: ReadonlyArray<unknown> = [true, false, "gaussian", "orthogonal", "eva"]

/** Reads what `adapter_config.json` says. Dropout is of training and is ignored; all else that is not plain LoRA is refused. */
export const decodeAdapterConfig = (
  json: unknown,
  file: string = adapterFiles.config,
): Result.Result<Omit<AdapterFolder, "parameters">, ConfigError> => {
  const fail = (field: string, why: string) =>
    Result.fail(
      new ConfigError({ file, field, message: `Cannot read ${field === "" ? "" : `"${field}" of `}"${file}": ${why}` }),
    )
  const decoded = decodeFields(Config, json)
  if (Result.isFailure(decoded)) return fail(decoded.failure.field, decoded.failure.message)
  for (const [field, value] of Object.entries({ ...fixed, ...fixedSince })) {
    const found = Object(json)[field] ?? value
    const [has, needs] = [JSON.stringify(found), JSON.stringify(value)]
    if (has !== needs && !(Array.isArray(found) && found.length === 0)) {
      return fail(field, `${has} is not supported, only ${needs}`)
    }
  }
  const began = Object(json).init_lora_weights ?? true
  if (!beginnings.includes(began)) {
    return fail(
      "init_lora_weights",
      `${JSON.stringify(began)} is not supported: it changes the model's own weights, too`,
    )
  }
  const { r: rank, lora_alpha: alpha, base_model_name_or_path: base, revision } = decoded.success
  const modules = targetsOf(decoded.success.target_modules)
  if (Result.isFailure(modules)) return fail(modules.failure.field, modules.failure.message)
  const targets = modules.success
  const named = { ...(base == null ? {} : { base }), ...(revision == null ? {} : { revision }) }
  return Result.succeed({ adapter: { rank, alpha, targets }, ...named })
}

/**
 * Reads an adapter in PEFT's format for a model of this shape: `adapter_config.json` and `adapter_model.safetensors`. Fails
 * with everything that is wrong with the weights at once.
 */
export const loadAdapter = Effect.fn("loadAdapter")(function* (directory: string, config: ModelConfig) {
  const path = yield* Path.Path
  const [file, weights] = [adapterFiles.config, adapterFiles.weights].map((name) => path.join(directory, name))
  const { adapter, ...named } = yield* Effect.fromResult(decodeAdapterConfig(yield* readJson(file), file))
  if (!(yield* has(directory, adapterFiles.weights)) && (yield* has(directory, pickled))) {
    const why = `"${pickled}" is a pickle, which may hold programs and is not read: save it as safetensors`
    return yield* Effect.fail(folderError("read", directory, why))
  }
  const stored = yield* Effect.scoped(Effect.flatMap(openSafetensors(weights), weightsOf))
  const expected = Object.entries(adapterShapes({ ...config, adapter }))
  const shapes = Object.fromEntries(expected.map(([name, shape]) => [prefix + name, shape]))
  const fitting = yield* Effect.fromResult(fitShapes({ expected: shapes }, { weights: stored, directory }))
  const folder: AdapterFolder = {
    adapter,
    ...named,
    parameters: Object.fromEntries(expected.map(([name]) => [name, fitting[prefix + name]])),
  }
  return folder
})

/** Writes an adapter as PEFT reads it; `files` go beside it, such as those of the tokenizer. */
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
      inference_mode: true,
    }
    yield* written(directory, {
      weights: { file: adapterFiles.weights, values, dtype },
      files: [...Object.entries(files), [adapterFiles.config, formatJson(config)]],
      overwrite,
    })
  },
)
