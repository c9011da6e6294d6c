// Where a model is that a command is told by name, with all that belongs to it.
import { type BaseModel, namedBase } from "@rlif/core/checkpoint/adapted"
import { adapterFiles, decodeAdapterConfig } from "@rlif/core/checkpoint/adapter"
import { ConfigError } from "@rlif/core/checkpoint/checkpoint-error"
import { decodeConfig } from "@rlif/core/checkpoint/config"
import { readJson } from "@rlif/core/files/json-file"
import { modelFiles, parseRepo, type Repo } from "@rlif/core/hub"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { shippedFolder, shippedModels } from "../../pretrain/shipped.ts"
import { fetched, orElse, type Source } from "./fetched.ts"
import { modelOfRun } from "./run_model.ts"
import { SettingsError } from "../../settings/setting.ts"

/** A model or an adapter on this machine. */
export interface Located {
  /** That of the model, or of the adapter. */
  readonly folder: string
  /** What an adapter is for, or what a fresh one would say that it is for. */
  readonly base?: BaseModel
  /** The folder of tokenizer and chat template: an adapter need not have them. */
  readonly text: string
  readonly isAdapter: boolean
  /** Where it is from, and the base of an adapter, if a hub had them. */
  readonly sources: { readonly model: Source | undefined; readonly base: Source | undefined }
}

/** How a command is told of a model. */
export interface Called {
  readonly model: string
  /** Which model of a run folder; empty: its final. */
  readonly checkpoint: string
  /** What an adapter is for, in place of what it names itself; empty: that. */
  readonly base: string
}

/**
 * Finds a model by its name, and fetches what a hub has of it. A name of one that ships comes first, then a path on this
 * machine, then a name of a hub; a run folder stands for its final, or the model of it that is asked for. The base of an
 * adapter is a model folder from here, or from the adapter's own folder, and where there is neither, a name of a hub.
 */
export const located = Effect.fnUntraced(function* ({ model: name, checkpoint, base: instead }: Called) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { folder, source: model } = yield* placeOf(name, checkpoint)
  const file = path.join(folder, adapterFiles.config)
  if (!(yield* fs.exists(file).pipe(Effect.orElseSucceed(() => false)))) {
    if (instead !== "") {
      return yield* new SettingsError({ message: `Cannot use --base: "${name}" is no adapter, which alone has a base` })
    }
    const base = model === undefined ? {} : { base: basedOn(model, folder) }
    const whole: Located = { folder, ...base, text: folder, isAdapter: false, sources: { model, base: undefined } }
    return whole
  }
  const { base, source } = yield* instead === "" ? baseAt(file, folder) : baseCalled(instead, file)
  const spells = yield* fs.exists(path.join(folder, "tokenizer.json")).pipe(Effect.orElseSucceed(() => false))
  const found: Located = {
    folder,
    base,
    text: spells ? folder : base.folder,
    isAdapter: true,
    sources: { model, base: source },
  }
  return found
})

/** The folder of a model for a command that has no use for adapters. */
export const wholeModel = Effect.fnUntraced(function* (name: string, action: string) {
  const { folder, isAdapter } = yield* located({ model: name, checkpoint: "", base: "" })
  if (!isAdapter) return folder
  return yield* new SettingsError({
    message: `Cannot ${action} "${name}": it is an adapter; fold it into its model first, by rlif merge`,
  })
})

const placeOf = Effect.fnUntraced(function* (name: string, checkpoint = "") {
  const shipped = shippedModels.find((model) => model === name)
  const noRun = (why: string) => new SettingsError({ message: `Cannot use --checkpoint "${checkpoint}": ${why}` })
  if (shipped !== undefined && checkpoint !== "") return yield* noRun(`model "${name}" ships, and is no run`)
  if (shipped !== undefined) return { folder: shippedFolder(shipped), source: undefined }
  const fs = yield* FileSystem.FileSystem
  const repo = parseRepo(name)
  const here = yield* Effect.option(fs.stat(name))
  if (Option.isSome(here)) {
    if (here.value.type === "Directory") {
      const run = yield* modelOfRun(name, checkpoint)
      if (run === undefined && checkpoint !== "") return yield* noRun(`"${name}" is no run folder`)
      return { folder: run ?? name, source: undefined }
    }
    return yield* new SettingsError({ message: `Cannot use model "${name}": it is no folder` })
  }
  if (repo === undefined) {
    const ships = shippedModels.join(", ")
    const message =
      `Cannot use model "${name}": there is no such folder, none that ships (${ships}) and no name of a hub`
    return yield* new SettingsError({ message })
  }
  if (checkpoint !== "") return yield* noRun(`there is no run folder "${name}"`)
  return yield* fetchedModel(repo).pipe(orElse(`there is no folder "${name}"`))
})

/** Its files; what is refused of a model is refused before its weights are fetched. */
const fetchedModel = (repo: Repo) =>
  fetched(repo, (files) => Effect.succeed(modelFiles(files)), [
    { path: adapterFiles.config, check: (folder) => readAdapter(folder) },
    { path: "config.json", check: (folder) => readConfig(folder) },
  ])

const readConfig = Effect.fnUntraced(function* (folder: string) {
  const file = (yield* Path.Path).join(folder, "config.json")
  return yield* Effect.fromResult(decodeConfig(yield* readJson(file), file))
})

const readAdapter = Effect.fnUntraced(function* (folder: string) {
  const file = (yield* Path.Path).join(folder, adapterFiles.config)
  return yield* Effect.fromResult(decodeAdapterConfig(yield* readJson(file), file))
})

/** The model that the file of an adapter names. */
const baseAt = Effect.fnUntraced(function* (file: string, directory: string) {
  const field = `"base_model_name_or_path" of "${file}"`
  const named = yield* Effect.mapError(
    namedBase(directory),
    (error) =>
      error instanceof ConfigError && error.field === "base_model_name_or_path"
        ? new ConfigError({ ...error, message: `${error.message}${byBase}` })
        : error,
  )
  // That it is an adapter is known.
  const { name, revision, folder } = named!
  if (folder !== undefined) return { base: { name: folder, folder }, source: undefined }
  const repo = parseRepo(revision === undefined ? name : `${name}@${revision}`)
  if (repo === undefined) {
    return yield* new SettingsError({
      message: `Cannot read ${field}: "${name}" is no model folder and no name of a hub${byBase}`,
    })
  }
  const found = yield* fetchedModel(repo).pipe(
    Effect.mapError((error) =>
      // Such as a base whose weights are integers.
      error instanceof ConfigError ? new ConfigError({ ...error, message: `${error.message}${byBase}` }) : error
    ),
    orElse(`${field} is no model folder${byBase}`),
  )
  return { base: basedOn(found.source, found.folder), source: found.source }
})

const byBase = "; name the model that the adapter is for by --base"

/** The model that is named instead, once the adapter is one that can be read. */
const baseCalled = Effect.fnUntraced(function* (name: string, file: string) {
  const path = yield* Path.Path
  yield* readAdapter(path.dirname(file))
  const { folder, source } = yield* placeOf(name)
  const fs = yield* FileSystem.FileSystem
  if (yield* fs.exists(path.join(folder, adapterFiles.config)).pipe(Effect.orElseSucceed(() => false))) {
    return yield* new SettingsError({ message: `Cannot use --base "${name}": it is an adapter itself` })
  }
  return { base: source === undefined ? { name: folder, folder } : basedOn(source, folder), source }
})

const basedOn = ({ repo: name, commit: revision }: Source, folder: string): BaseModel => ({ name, revision, folder })
