import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import type { Adapter } from "../model/adapter.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { architectures } from "../model/architectures.ts"
import { quantizedWeights } from "../model/quantized.ts"
import type { Value, Values } from "../graph/value.ts"
import { readQuantized } from "./_read_quantized.ts"
import {
  decodeConfig,
  decodeGenerationConfig,
  encodeConfig,
  encodeGenerationConfig,
  type FolderConfig,
} from "./config.ts"
import { carriedFiles } from "./carried.ts"
import { has } from "../files/has.ts"
import { checkFolder } from "../files/regular.ts"
import { sideBySide } from "./_side_by_side.ts"
import { index, openWeights, whole } from "./weight_files.ts"
import { fit, readable } from "./fit.ts"
import { formatJson, readJson } from "../files/json_file.ts"
import { written } from "./_written.ts"
import { type Weights, weightsOf } from "./safetensors.ts"
import type { WeightDType } from "./safetensors_header.ts"

/**
 * A model folder in memory.
 * @since 0.1.0
 */
export interface Folder extends FolderConfig {
  /** Exactly the architecture's parameters, in checkpoint order, all finite. Loaded ones lie side by side in one array. */
  readonly parameters: Weights
  /** Weights that were loaded as integers, and their scales. */
  readonly frozen?: Values
  /** The tokenizer's files by name, read and written unchanged. */
  readonly files: Readonly<Record<string, Uint8Array>>
}

/**
 * Reads a Hugging Face model folder: `config.json`, `generation_config.json` if there is one (an end token of either ends a
 * text), the weights in one file or in shards, and the tokenizer's files. A `WeightsError` lists all faults of the weights at
 * once. With `frozen`, the blocks' linear layers become integers as they are read (`quantizedWeights`).
 * @since 0.1.0
 */
export const loadFolder = Effect.fn("loadFolder")(function* (
  directory: string,
  { frozen }: { readonly frozen?: Adapter["frozen"] } = {},
) {
  const path = yield* Path.Path
  const at = (name: string) => path.join(directory, name)

  yield* checkFolder(directory)
  const base = yield* Effect.fromResult(decodeConfig(yield* readJson(at("config.json")), at("config.json")))
  const generation = (yield* has(directory, "generation_config.json"))
    ? yield* Effect.fromResult(
      decodeGenerationConfig(yield* readJson(at("generation_config.json")), {
        vocab: base.config.vocab,
        file: at("generation_config.json"),
      }),
    )
    : {} as Partial<FolderConfig>
  const weights = yield* readWeights(base.config, { directory, frozen })

  const endTokens = [...new Set([...generation.endTokens ?? [], ...base.endTokens])]
  const folder: Folder = { ...base, ...generation, endTokens, ...weights, files: yield* carriedFiles(directory) }
  return folder
})

/**
 * The weights of a folder, from one file or from all its shards: side by side in one array, except those that become
 * integers. Tensors that do not belong there are not read; copies of other weights are dropped once compared.
 */
const readWeights = Effect.fnUntraced(function* (
  config: ModelConfig,
  { directory, frozen }: { readonly directory: string; readonly frozen: Adapter["frozen"] },
) {
  const { files } = yield* openWeights(directory)
  const stored = Object.fromEntries(files.flatMap(({ entries }) => entries.map(({ name, dims }) => [name, dims])))
  const names = readable(config, stored)
  const own = Object.keys(architectures[config.architecture].parameters(config)).filter((name) => names.has(name))
  const scales = Object.entries(quantizedWeights(config, frozen)).filter(([name]) => names.has(name))
  const integers = yield* readQuantized(files, Object.fromEntries(scales))
  const weights = yield* sideBySide(files, own.filter((name) => integers[name] === undefined))
  const copies = yield* Effect.forEach(
    files,
    (file) =>
      weightsOf({
        ...file,
        entries: file.entries.filter(({ name }) => names.has(name) && !own.includes(name)),
      }),
  )
  // Of integers only the scales are checked: the scale of a row is finite exactly if the row is.
  const standing = Object.fromEntries(scales.map(([name, scale]) => [name, integers[scale] as Value<"float32">]))
  const all: Weights = Object.assign(standing, weights, ...copies)
  const fitting = Object.entries(yield* Effect.fromResult(fit(config, { weights: all, stored, directory })))
  return {
    parameters: Object.fromEntries(fitting.filter(([name]) => integers[name] === undefined)),
    ...(frozen === undefined ? {} : { frozen: integers }),
  }
}, Effect.scoped)

/**
 * Writes a model folder that `loadFolder` reads back, bit for bit if `dtype` is F32. Every file is first written under a
 * temporary name, and `config.json` is renamed last: a folder that has `config.json` is whole. Fails if the folder is not
 * empty and `overwrite` is not set, or if `dtype` cannot hold a weight.
 * @since 0.1.0
 */
export const saveFolder = Effect.fn("saveFolder")(
  function* (
    directory: string,
    folder: Folder,
    { dtype = "F32", overwrite = false }: { readonly dtype?: WeightDType; readonly overwrite?: boolean } = {},
  ) {
    const parameters = yield* Effect.fromResult(fit(folder.config, { weights: folder.parameters, directory, dtype }))
    yield* written(directory, {
      weights: { file: whole, values: parameters, dtype },
      files: [
        ...Object.entries(folder.files),
        ["generation_config.json", formatJson(encodeGenerationConfig(folder))],
        ["config.json", formatJson({ ...encodeConfig(folder), torch_dtype: torchNames[dtype] })],
      ],
      // Shards of an earlier model in this folder.
      stale: [index],
      overwrite,
    })
  },
)

const torchNames: { readonly [D in WeightDType]: string } = { F32: "float32", F16: "float16", BF16: "bfloat16" }
