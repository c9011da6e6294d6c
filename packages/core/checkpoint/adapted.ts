import { Effect, FileSystem, Path } from "effect"
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
 * A model in memory that may have an adapter among its parameters.
 * @since 0.1.0
 */
export interface AdaptedFolder extends Folder {
  /** What the adapter calls the model that it is for: a folder, or a name of a hub. */
  readonly base?: string
  /** Of that name. */
  readonly revision?: string
}

/**
 * The model that an adapter is for: what the adapter calls it, and where it is.
 * @since 0.1.0
 */
export interface BaseModel {
  /** A folder, or a name of a hub. */
  readonly name: string
  /** Of that name. */
  readonly revision?: string
  readonly folder: string
}

/**
 * What a model is given on loading.
 * @since 0.1.0
 */
export interface AdaptedOptions {
  /** A fresh adapter, which changes nothing before it is trained. */
  readonly adapter?: Adapter
  /** What its numbers follow from. Default 0. */
  readonly seed?: Seed
  /** `frozen` of the adapter, whether it is fresh or stored; refused where there is none. Default: what `adapter` says. */
  readonly frozen?: Adapter["frozen"]
  /** The model that the adapter is for, found already, as one of a hub is. Default: the folder that `baseOf` finds. */
  readonly base?: BaseModel
}

/**
 * Reads a model folder, or an adapter folder with the model that it is for. With `adapter` a model gets a fresh one. The
 * parameters of an adapter lie side by side, too, in an array of their own.
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
 * The model that an adapter is for, where that is a folder; fails where it is none.
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
 * What an adapter says of the model that it is for, and the folder of that model where it is on this machine.
 * @since 0.1.0
 */
export interface NamedBase {
  readonly name: string
  readonly revision: string | undefined
  readonly folder: string | undefined
}

/**
 * What an adapter folder says of the model that it is for, and undefined where there is no adapter. A model folder at that
 * path from here comes first, then one from the adapter's own folder; where there is neither, it may be a name of a hub.
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
