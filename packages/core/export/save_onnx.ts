import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { mergeAdapter } from "../model/merge_adapter.ts"
import { angleTables, paddedModel } from "../model/padded.ts"
import { interchange } from "../onnx/interchange.ts"
import { type ModelFile, modelFiles } from "../onnx/model_files.ts"
import { folderError } from "../files/folder_error.ts"
import { reasonOf } from "../files/reason.ts"
import { checkFree, publish, stage } from "../files/staged.ts"
import { encodeConfig, encodeGenerationConfig } from "../checkpoint/config.ts"
import { fit } from "../checkpoint/fit.ts"
import type { Folder } from "../checkpoint/folder.ts"
import { formatJson } from "../files/json_file.ts"

/**
 * Options of a model folder in ONNX.
 * @stability unstable
 * @since 0.1.0
 */
export interface OnnxOptions {
  /** Most bytes of a file of weights, unless a single tensor is larger. Default: the limit of protobuf. */
  readonly limit?: number
}

/**
 * The files of a new model folder for Transformers.js, none written yet. Weights that do not fit into `onnx/model.onnx` lie
 * in files beside it, whose number `config.json` gives. Adapters are folded into the weights; numbers are float32.
 * @stability unstable
 * @since 0.1.0
 */
export const planOnnx = Effect.fn("planOnnx")(
  function* (directory: string, folder: Folder, options: OnnxOptions = {}) {
    yield* checkFree(directory)
    const { adapter: _, ...config } = folder.config
    const weights = mergeAdapter(folder.config, folder.parameters)
    const parameters = yield* Effect.fromResult(fit(config, { weights, directory }))
    const bound = { ...parameters, ...angleTables(config) }
    const name = "model.onnx"
    const [model, ...data] = modelFiles(interchange(paddedModel(config)), bound, { ...options, name })
    const hints = {
      dtype: "fp32", // else browsers look for a quantized model
      ...(data.length === 0 ? {} : { use_external_data_format: { [name]: data.length } }),
    }
    const json = { ...encodeConfig({ ...folder, config }), torch_dtype: "float32", "transformers.js_config": hints }
    return [
      ...Object.entries(folder.files).map(([name, bytes]) => whole(name, bytes)),
      ...[model, ...data].map((file): ModelFile => ({ ...file, name: `onnx/${file.name}` })),
      whole("generation_config.json", formatJson(encodeGenerationConfig(folder))),
      whole("config.json", formatJson(json)),
    ]
  },
)

/**
 * Writes a new model folder that Transformers.js reads, and gives the list of its files. The folder appears once all files
 * are complete. Weights are written one after the other.
 *
 * @example
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { loadAdapted } from "@rlif/core/checkpoint/adapted"
 * import { saveOnnx } from "@rlif/core/export/save-onnx"
 * import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
 * import { Effect, FileSystem } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const folder = `${yield* fs.makeTempDirectoryScoped()}/base`
 *   yield* saveOnnx(folder, yield* loadAdapted(shippedFolder("base")))
 *   return yield* fs.readDirectory(folder) // config.json, onnx, tokenizer.json, ...
 * })
 * await program.pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise)
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const saveOnnx = Effect.fn("saveOnnx")(
  function* (directory: string, folder: Folder, options: OnnxOptions = {}) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const files = yield* planOnnx(directory, folder, options)
    const staging = yield* stage(directory)
    yield* fs.makeDirectory(path.join(staging, "onnx"))
    for (const { name, pieces } of files) yield* writePieces(path.join(staging, name), pieces)
    yield* Effect.uninterruptible(publish(staging, directory))
    return files
  },
  Effect.scoped,
  (effect, directory) =>
    Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(folderError("write", directory, reasonOf(error)))),
)

const writePieces = Effect.fnUntraced(function* (file: string, pieces: ModelFile["pieces"]) {
  const fs = yield* FileSystem.FileSystem
  const handle = yield* fs.open(file, { flag: "w" })
  for (const piece of pieces()) yield* handle.writeAll(piece)
  yield* handle.sync
}, Effect.scoped)

const whole = (name: string, bytes: Uint8Array): ModelFile => ({ name, bytes: bytes.length, pieces: () => [bytes] })
