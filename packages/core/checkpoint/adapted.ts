import { Effect, FileSystem, Path } from "effect"
import type { Adapter } from "../model/adapter.ts"
import { initializeAdapter } from "../model/initialize.ts"
import type { Seed } from "../random/seed.ts"
import { folderError } from "./_folder_error.ts"
import { has } from "./_has.ts"
import { adapterFiles, decodeAdapterConfig, loadAdapter } from "./adapter.ts"
import { type Folder, loadFolder } from "./folder.ts"
import { readJson } from "./json_file.ts"

/** A model in memory that may have an adapter among its parameters. */
export interface AdaptedFolder extends Folder {
  /** The folder of the model that the adapter is for. */
  readonly base?: string
}

/** What a model is given on loading. */
export interface AdaptedOptions {
  /** A fresh adapter, which changes nothing before it is trained. */
  readonly adapter?: Adapter
  /** What its numbers follow from. Default 0. */
  readonly seed?: Seed
}

/**
 * Reads a model folder, or an adapter folder with the model that it names: as a path from here, or else from the adapter's
 * own folder. With `adapter` a model gets a fresh one.
 */
export const loadAdapted = Effect.fn("loadAdapted")(function* (directory: string, options: AdaptedOptions = {}) {
  const { adapter, seed = 0 } = options
  if (!(yield* has(directory, adapterFiles.config))) {
    const folder = yield* loadFolder(directory)
    if (adapter === undefined) return folder satisfies AdaptedFolder as AdaptedFolder
    const config = { ...folder.config, adapter }
    const parameters = { ...folder.parameters, ...initializeAdapter(config, seed) }
    return { ...folder, config, parameters, base: directory } satisfies AdaptedFolder as AdaptedFolder
  }
  if (adapter !== undefined) {
    return yield* Effect.fail(folderError("read", directory, "it is an adapter and cannot get another: merge it first"))
  }
  const base = yield* baseOf(directory)
  const folder = yield* loadFolder(base)
  const stored = yield* loadAdapter(directory, folder.config)
  return {
    ...folder,
    config: { ...folder.config, adapter: stored.adapter },
    parameters: { ...folder.parameters, ...stored.parameters },
    base,
  } satisfies AdaptedFolder as AdaptedFolder
})

/** The folder of the model that an adapter is for. */
export const baseOf = Effect.fn("baseOf")(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(directory, adapterFiles.config)
  const { base } = yield* Effect.fromResult(decodeAdapterConfig(yield* readJson(file), file))
  if (base === undefined) return yield* Effect.fail(folderError("read", directory, "it does not name its base model"))
  for (const folder of [base, path.resolve(directory, base)]) {
    if (yield* fs.exists(path.join(folder, "config.json")).pipe(Effect.orElseSucceed(() => false))) return folder
  }
  return yield* Effect.fail(folderError("read", directory, `its base model "${base}" is not a folder here`))
})
