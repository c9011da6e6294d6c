import { Effect, Path, Result, Schema } from "effect"
import { type Adapter, type AdapterTarget, adapterTargets } from "../model/adapter.ts"
import { adapterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { written } from "./_written.ts"
import { ConfigError } from "./checkpoint_error.ts"
import { decodeFields } from "./decode_fields.ts"
import { fitShapes } from "./fit.ts"
import { formatJson, readJson } from "./json_file.ts"
import { type Weights, weightsOf } from "./safetensors.ts"
import { openSafetensors } from "./safetensors_file.ts"
import type { WeightDType } from "./safetensors_header.ts"

/** The names of an adapter's files, those of PEFT. */
export const adapterFiles = { config: "adapter_config.json", weights: "adapter_model.safetensors" } as const

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
  target_modules: Schema.Union([Schema.Literal("all-linear"), Schema.Array(Schema.Literals(adapterTargets))]),
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
  for (const [field, value] of Object.entries(fixed)) {
    const found = Object(json)[field] ?? value
    const [has, needs] = [JSON.stringify(found), JSON.stringify(value)]
    if (has !== needs && !(Array.isArray(found) && found.length === 0)) {
      return fail(field, `${has} is not supported, only ${needs}`)
    }
  }
  const { r: rank, lora_alpha: alpha, target_modules: modules } = decoded.success
  const { base_model_name_or_path: base, revision } = decoded.success
  const targets: ReadonlyArray<AdapterTarget> = modules === "all-linear" ? adapterTargets : modules
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
