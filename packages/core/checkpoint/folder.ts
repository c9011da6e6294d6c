import { Effect, FileSystem, Path } from "effect"
import type { ModelConfig } from "../model/architecture.ts"
import {
  decodeConfig,
  decodeGenerationConfig,
  encodeConfig,
  encodeGenerationConfig,
  type FolderConfig,
} from "./config.ts"
import { carried } from "./_carried.ts"
import { folderError } from "./_folder_error.ts"
import { has } from "./_has.ts"
import { readFile } from "./_read_file.ts"
import { checkFolder } from "./_regular.ts"
import { sweep, temporary } from "./_temporary.ts"
import { index, openWeights, whole } from "./_weight_files.ts"
import { fit, readable } from "./fit.ts"
import { formatJson, readJson } from "./json_file.ts"
import { type Weights, weightsOf, writeSafetensors } from "./safetensors.ts"
import type { WeightDType } from "./safetensors_header.ts"

/** A model folder in memory. */
export interface Folder extends FolderConfig {
  /** In checkpoint order, exactly those of the architecture, all finite. */
  readonly parameters: Weights
  /** The tokenizer's files by name: read and written unchanged. */
  readonly files: Readonly<Record<string, Uint8Array>>
}

/**
 * Reads a Hugging Face model folder: `config.json`, `generation_config.json` where there is one (its end tokens count
 * first), the weights in one file or in shards, and the tokenizer's files. Fails with everything that is wrong with the
 * weights at once.
 */
export const loadFolder = Effect.fn("loadFolder")(function* (directory: string) {
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
    : {}
  const parameters = yield* readWeights(base.config, directory)

  const files: Array<[string, Uint8Array]> = []
  for (const name of carried) {
    if (!(yield* has(directory, name))) continue
    files.push([name, yield* readFile(at(name))])
  }
  const folder: Folder = { ...base, ...generation, parameters, files: Object.fromEntries(files) }
  return folder
})

/** The weights of a folder, from one file or from all its shards. What does not belong there is not read. */
const readWeights = Effect.fnUntraced(function* (config: ModelConfig, directory: string) {
  const { files } = yield* openWeights(directory)
  const stored = Object.fromEntries(files.flatMap(({ entries }) => entries.map(({ name, dims }) => [name, dims])))
  const names = readable(config, stored)
  const read = yield* Effect.forEach(
    files,
    (file) => weightsOf({ ...file, entries: file.entries.filter(({ name }) => names.has(name)) }),
  )
  const weights: Weights = Object.fromEntries(read.flatMap(Object.entries))
  return yield* Effect.fromResult(fit(config, { weights, stored, directory }))
}, Effect.scoped)

/**
 * Writes a model folder that `loadFolder` reads back, bit for bit where `dtype` is F32. Every file is written under a
 * temporary name first and `config.json` is renamed last, so that a folder which has one is whole. A folder that holds
 * anything is refused unless `overwrite`, and so are weights that `dtype` cannot hold.
 */
export const saveFolder = Effect.fn("saveFolder")(
  function* (
    directory: string,
    folder: Folder,
    { dtype = "F32", overwrite = false }: { readonly dtype?: WeightDType; readonly overwrite?: boolean } = {},
  ) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const parameters = yield* Effect.fromResult(fit(folder.config, { weights: folder.parameters, directory, dtype }))
    yield* fs.makeDirectory(directory, { recursive: true })
    yield* sweep(directory, ".writing-")
    if (!overwrite && (yield* fs.readDirectory(directory)).length > 0) {
      return yield* Effect.fail(folderError("write", directory, "the folder is not empty"))
    }
    const staging = yield* temporary(directory, ".writing-")
    yield* writeSafetensors(path.join(staging, whole), parameters, { dtype })
    const files: ReadonlyArray<readonly [string, Uint8Array]> = [
      ...Object.entries(folder.files),
      ["generation_config.json", formatJson(encodeGenerationConfig(folder))],
      ["config.json", formatJson({ ...encodeConfig(folder), torch_dtype: torchNames[dtype] })],
    ]
    for (const [name, bytes] of files) yield* fs.writeFile(path.join(staging, name), bytes)
    const move = (name: string) => fs.rename(path.join(staging, name), path.join(directory, name))
    yield* move(whole)
    // Shards that were there before are no longer the model's.
    yield* fs.remove(path.join(directory, index), { force: true })
    for (const [name] of files) yield* move(name)
  },
  Effect.scoped,
  (effect, directory) =>
    Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(folderError("write", directory, error.message))),
)

const torchNames: { readonly [D in WeightDType]: string } = { F32: "float32", F16: "float16", BF16: "bfloat16" }
