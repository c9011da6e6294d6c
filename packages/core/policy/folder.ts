// The policy over model folders, and over weights that are saved as such: the one file of this folder that knows them.
import { Context, Effect, FileSystem, Layer, Path } from "effect"
import { type AdaptedFolder, type AdaptedOptions, loadAdapted } from "../checkpoint/adapted.ts"
import { saveAdapter } from "../checkpoint/adapter.ts"
import { saveFolder } from "../checkpoint/folder.ts"
import type { Values } from "../graph/value.ts"
import { copyWeights, ownWeights, type Weights } from "../learn/weights.ts"
import { adapterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { attempt, policyError } from "../runtime/drained.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { make } from "./local.ts"
import { Policy } from "./policy.ts"

/**
 * A model folder, and what the model is given on loading.
 * @since 0.1.0
 */
export interface PolicyFolder extends AdaptedOptions {
  readonly folder: string
}

/**
 * What a policy starts from: a folder in memory, of which only the shape and the weights must be given.
 * @since 0.1.0
 */
export interface PolicyParameters {
  readonly config: ModelConfig
  /** Initial weights by checkpoint name, in float32 also where the policy will store integers; copied. */
  readonly parameters: Values
  /** Those that are integers already, and their scales, by the names of `quantizedWeights`. Default: none. */
  readonly frozen?: Values
  /** Tokens that end a completion where a request names none. Default: none. */
  readonly endTokens?: ReadonlyArray<number>
  readonly padToken?: number
  /** What other programs read of a model folder; see `FolderConfig`. */
  readonly beginToken?: number
  readonly generation?: Readonly<Record<string, unknown>>
  /** The tokenizer's files by name, written beside the weights. Default: none. */
  readonly files?: Readonly<Record<string, Uint8Array>>
  /** Where the shape has an adapter, the model that it is for: a folder, or a name of a hub. Default: unnamed. */
  readonly base?: string
  /** Of that name. */
  readonly revision?: string
}

/** What saving needs beside the policy's runtime. */
type Files = FileSystem.FileSystem | Path.Path

/**
 * A policy over given weights, such as fresh ones.
 * @since 0.1.0
 */
export const layerParameters = (source: PolicyParameters): Layer.Layer<Policy, PolicyError, Runtime | Files> =>
  Layer.effect(Policy, Effect.withSpan(open(source, (weights) => copyWeights(weights)), "Policy.load"))

/**
 * A policy over a Hugging Face model folder, or over an adapter in PEFT's format with the model that it names. Fails where
 * the folder is not whole, or asks for what is not supported. With `adapter` the model gets a fresh one, which alone is
 * trained by default, and alone is saved. With `frozen` what it is for takes a quarter of the memory.
 *
 * Both layers run in this process: a call blocks its thread while it computes, and lets others run between tokens and
 * between micro-batches. `save` replaces what the directory holds of a model.
 * @since 0.1.0
 */
export const layerFolder = (
  directory: string,
  options: AdaptedOptions = {},
): Layer.Layer<Policy, PolicyError, Runtime | Files> =>
  Layer.effect(
    Policy,
    // What was loaded is nobody else's: the policy takes it as it lies.
    loadAdapted(directory, options).pipe(
      Effect.mapError((cause) => policyError("load", cause)),
      Effect.flatMap((folder) => open(folder, (weights) => weights)),
      Effect.withSpan("Policy.load", { attributes: { "file.directory": directory } }),
    ),
  )

const open = Effect.fnUntraced(function* (source: PolicyParameters, take: (weights: Weights) => Weights) {
  const { parameters, frozen, ...folder } = { endTokens: [], files: {}, ...source }
  const { config, endTokens } = folder
  const weights = yield* attempt("load", () => take(ownWeights(config, { ...parameters, ...frozen })))
  // Not all of the context: the span that a model is loaded in is none that it is saved in.
  const files = Context.pick(FileSystem.FileSystem, Path.Path)(yield* Effect.context<Files>())
  const save = (directory: string, parameters: Weights["parameters"]) =>
    Effect.provideContext(saved(directory, { ...folder, parameters }), files)
  return yield* make({ config, weights, endTokens, save })
})

/** Writes the model, or the adapter alone where there is one. */
const saved = (directory: string, folder: AdaptedFolder) => {
  const { config, parameters, base, revision, files } = folder
  if (config.adapter === undefined) return saveFolder(directory, folder, { overwrite: true })
  const own = Object.fromEntries(Object.keys(adapterShapes(config)).map((name) => [name, parameters[name]]))
  const named = { ...(base === undefined ? {} : { base }), ...(revision === undefined ? {} : { revision }) }
  const adapter = { adapter: config.adapter, ...named, parameters: own, files }
  return saveAdapter(directory, adapter, { overwrite: true })
}
