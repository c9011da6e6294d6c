import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { Adapter } from "../model/adapter.ts"
import { initializeAdapter } from "../model/initialize.ts"
import type { Seed } from "../random/seed.ts"
import { slabOf } from "../runtime/slab.ts"
import { folderError } from "../files/folder_error.ts"
import { has } from "../files/has.ts"
import { adapterFiles, decodeAdapterConfig, loadAdapter } from "./adapter.ts"
import { ConfigError } from "./checkpoint_error.ts"
import { type Folder, loadFolder } from "./folder.ts"
import { readJson } from "../files/json_file.ts"

/**
 * A model in memory, with or without an adapter among its parameters.
 * @since 0.1.0
 */
export interface AdaptedFolder extends Folder {
  /** The adapter's base model, as the adapter names it: a folder, or a repository of the hub. */
  readonly base?: string
  /** Revision of `base` on the hub. */
  readonly revision?: string
}

/**
 * The base model of an adapter: its name in the adapter, and its folder on this machine.
 * @since 0.1.0
 */
export interface BaseModel {
  /** A folder, or a repository of the hub. */
  readonly name: string
  /** Revision of `name` on the hub. */
  readonly revision?: string
  readonly folder: string
}

/**
 * Options of loading a model.
 * @since 0.1.0
 */
export interface AdaptedOptions {
  /** A fresh adapter, which changes nothing before it is trained. */
  readonly adapter?: Adapter
  /** The seed of the fresh adapter's numbers. Default 0. */
  readonly seed?: Seed
  /** `frozen` of the adapter, fresh or stored; refused if there is no adapter. Default: that of `adapter`. */
  readonly frozen?: Adapter["frozen"]
  /** The base model, if the caller has found it already (on the hub, say). Default: the folder that `baseOf` finds. */
  readonly base?: BaseModel
}

/**
 * Reads a model folder, or an adapter folder together with its base model. `adapter` gives a model folder a fresh adapter,
 * and is refused for an adapter folder. The adapter's parameters lie side by side in one array of their own.
 * @since 0.1.0
 */
export const loadAdapted = Effect.fn("loadAdapted")(function* (directory: string, options: AdaptedOptions = {}) {
  const { adapter, seed = 0, frozen = adapter?.frozen } = options
  const asked = frozen === undefined ? {} : { frozen }
  const stored = (adapter: Adapter): Adapter => ({ ...adapter, ...asked })
  if (!(yield* has(directory, adapterFiles.config))) {
    if (adapter === undefined && frozen !== undefined) {
      return yield* folderError("read", directory, `it has no adapter, so no weights are frozen in ${frozen}`)
    }
    const folder = yield* loadFolder(directory, asked)
    if (adapter === undefined) {
      const made: AdaptedFolder = folder
      return made
    }
    const config = { ...folder.config, adapter: stored(adapter) }
    const parameters = { ...folder.parameters, ...slabOf(initializeAdapter(config, seed)) }
    const base = options.base ?? { name: directory, folder: directory }
    const made: AdaptedFolder = { ...folder, config, parameters, ...called(base) }
    return made
  }
  if (adapter !== undefined) {
    return yield* folderError("read", directory, "it is an adapter and cannot get another: merge it first")
  }
  const base = options.base ?? (yield* baseOf(directory))
  const folder = yield* loadFolder(base.folder, asked)
  const own = yield* loadAdapter(directory, folder.config)
  const made: AdaptedFolder = {
    ...folder,
    config: { ...folder.config, adapter: stored(own.adapter) },
    parameters: { ...folder.parameters, ...slabOf(own.parameters) },
    ...called(base),
  }
  return made
})

const called = ({ name: base, revision }: BaseModel) => ({ base, ...(revision === undefined ? {} : { revision }) })

/**
 * The base model of an adapter folder. Fails if the folder holds no adapter, or if the base model is no folder here.
 * @since 0.1.0
 */
export const baseOf = Effect.fn("baseOf")(function* (directory: string) {
  const named = yield* namedBase(directory)
  if (named === undefined) {
    return yield* folderError("read", directory, `it is no adapter: it has no ${adapterFiles.config}`)
  }
  const { name, folder } = named
  if (folder === undefined) {
    const why = `"${name}" is no model folder, neither from here nor from the adapter's own`
    return yield* (yield* noBase(directory, why))
  }
  const base: BaseModel = { name: folder, folder }
  return base
})

/**
 * The base model as an adapter names it; `folder` is undefined if this machine has no such model folder.
 * @since 0.1.0
 */
export interface NamedBase {
  readonly name: string
  readonly revision: string | undefined
  readonly folder: string | undefined
}

/**
 * The base model that an adapter folder names; undefined if the folder holds no adapter. The name is looked up as a path from
 * the working directory, then from the adapter's folder; a name found in neither may be a repository of the hub.
 * @since 0.1.0
 */
export const namedBase = Effect.fn("namedBase")(function* (directory: string) {
  if (!(yield* has(directory, adapterFiles.config))) return undefined
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(directory, adapterFiles.config)
  const { base: name, revision } = yield* Effect.fromResult(decodeAdapterConfig(yield* readJson(file), file))
  if (name === undefined) return yield* (yield* noBase(directory, "it names no base model"))
  for (const folder of [name, path.resolve(directory, name)]) {
    const there = yield* fs.exists(path.join(folder, "config.json")).pipe(Effect.orElseSucceed(() => false))
    if (there) {
      const made: NamedBase = { name, revision, folder }
      return made
    }
  }
  const made: NamedBase = { name, revision, folder: undefined }
  return made
})

/** What is wrong with the name of the base model. */
const noBase = Effect.fnUntraced(function* (directory: string, why: string) {
  const path = yield* Path.Path
  const [file, field] = [path.join(directory, adapterFiles.config), "base_model_name_or_path"]
  return new ConfigError({ file, field, message: `Cannot read "${field}" of "${file}": ${why}` })
})
