// The policy over model folders, and over weights that are saved as model folders. No other file here knows model folders.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
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
 * How a policy cuts its work.
 * @stability unstable
 * @since 0.1.0
 */
export interface Cut {
  /**
   * Parts that a request is cut into at least, where its prompts allow, so that so many threads or machines share it; the gradient
   * of each micro-batch is then an array of its own, where a model above 67 million parameters otherwise adds it up in place.
   * Bits depend on the number of parts, and not on who computes them. Default: 2 for a model whose work threads share, else 1.
   */
  readonly parts?: number
}

/**
 * A model folder, and the options of loading it.
 * @since 0.1.0
 */
export interface PolicyFolder extends AdaptedOptions, Cut {
  readonly folder: string
}

/**
 * The start of a policy: a model folder in memory, of which only the shape and the weights are required.
 * @since 0.1.0
 */
export interface PolicyParameters extends Cut {
  readonly config: ModelConfig
  /** Initial weights by checkpoint name, copied. They are float32 even if the policy stores them as integers. */
  readonly parameters: Values
  /** Weights that are integers already, and their scales, under the names of `quantizedWeights`. Default: none. */
  readonly frozen?: Values
  /** Tokens that end a completion if the request names none. Default: none. */
  readonly endTokens?: ReadonlyArray<number>
  readonly padToken?: number
  /** Fields kept for other programs; see `FolderConfig`. */
  readonly beginToken?: number
  readonly generation?: Readonly<Record<string, unknown>>
  /** The tokenizer's files by name, written beside the weights. Default: none. */
  readonly files?: Readonly<Record<string, Uint8Array>>
  /** The base model of the adapter, if there is one: a folder, or a repository of the hub. Default: unnamed. */
  readonly base?: string
  /** Revision of `base` on the hub. */
  readonly revision?: string
}

/** The services that saving needs. */
type Files = FileSystem.FileSystem | Path.Path

/**
 * A policy over given weights, such as fresh ones, in this process; see `layerFolder`.
 * @since 0.1.0
 */
export const layerParameters = (source: PolicyParameters): Layer.Layer<Policy, PolicyError, Runtime | Files> =>
  Layer.effect(Policy, Effect.withSpan(open(source, (weights) => copyWeights(weights)), "Policy.load"))

/**
 * A policy over a Hugging Face model folder, or over an adapter in PEFT's format and its base model. Fails if the folder is
 * not whole or asks for something unsupported. `adapter` gives the model a fresh adapter; then by default only the adapter
 * is trained, and only the adapter is saved. With `frozen` the base model takes a quarter of the memory.
 *
 * `layerFolder` and `layerParameters` run in this process: a call blocks the thread while it computes, and lets other fibers
 * run between tokens and between micro-batches. `save` replaces a model that the directory holds.
 * @since 0.1.0
 */
export const layerFolder = (
  directory: string,
  { parts, ...options }: AdaptedOptions & Cut = {},
): Layer.Layer<Policy, PolicyError, Runtime | Files> =>
  Layer.effect(
    Policy,
    // Nobody else holds the loaded weights: the policy takes them without a copy.
    loadAdapted(directory, options).pipe(
      Effect.mapError((cause) => policyError("load", cause)),
      Effect.flatMap((folder) => open({ ...folder, ...cut(parts) }, (weights) => weights)),
      Effect.withSpan("Policy.load", { attributes: { "file.directory": directory } }),
    ),
  )

const open = Effect.fnUntraced(function* (source: PolicyParameters, take: (weights: Weights) => Weights) {
  const { parameters, frozen, parts, ...folder } = { endTokens: [], files: {}, ...source }
  const { config, endTokens } = folder
  const weights = yield* attempt("load", () => take(ownWeights(config, { ...parameters, ...frozen })))
  // Only these services are captured: saving must not become a child of the span of loading.
  const files = Context.pick(FileSystem.FileSystem, Path.Path)(yield* Effect.context<Files>())
  const save = (directory: string, parameters: Weights["parameters"]) =>
    Effect.provideContext(saved(directory, { ...folder, parameters }), files)
  return yield* make({ config, weights, endTokens, save, ...cut(parts) })
})

const cut = (parts: number | undefined): Cut => parts === undefined ? {} : { parts }

/** Writes the model, or only the adapter if there is one. */
const saved = (directory: string, folder: AdaptedFolder) => {
  const { config, parameters, base, revision, files } = folder
  if (config.adapter === undefined) return saveFolder(directory, folder, { overwrite: true })
  const own = Object.fromEntries(Object.keys(adapterShapes(config)).map((name) => [name, parameters[name]]))
  const named = { ...(base === undefined ? {} : { base }), ...(revision === undefined ? {} : { revision }) }
  const adapter = { adapter: config.adapter, ...named, parameters: own, files }
  return saveAdapter(directory, adapter, { overwrite: true })
}
