// The models of a run folder: its final, and those that were kept beside it.
import { adapterFiles } from "@rlif/core/checkpoint/adapter"
import { readJson } from "@rlif/core/files/json-file"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { SettingsError } from "../../settings/setting.ts"

/**
 * The folder of a run's model: its final, or that of another name, such as best or a checkpoint's number of updates;
 * undefined where `folder` is that of no run. Fails where the run has no such model.
 */
export const modelOfRun = Effect.fnUntraced(function* (folder: string, checkpoint: string) {
  if (!(yield* isRun(folder))) return undefined
  const path = yield* Path.Path
  const name = checkpoint || "final"
  const inside = !path.isAbsolute(name) && !name.split(/[\\/]/).includes("..")
  // The checkpoint after so many updates is in checkpoints/000010.
  for (const place of [[name], ["checkpoints", name], ["checkpoints", name.padStart(6, "0")]]) {
    const model = path.join(folder, ...place)
    if (inside && (yield* isModel(model))) return model
  }
  const models = yield* modelsOf(folder)
  const has = models.length === 0 ? "no model at all" : models.join(", ")
  return yield* new SettingsError({
    message: checkpoint === ""
      ? `Cannot use run folder "${folder}": it has no final, which a run writes at its end. It has ${has}`
      : `Cannot use --checkpoint "${checkpoint}": run folder "${folder}" has ${has}`,
  })
})

/** Whether a folder is that of a run: its config has a run's settings, and not a model's shape. */
const isRun = Effect.fnUntraced(function* (folder: string) {
  const path = yield* Path.Path
  const config = yield* Effect.orElseSucceed(readJson(path.join(folder, "config.json")), () => undefined)
  return typeof config === "object" && config !== null && "reward" in config && "steps" in config &&
    !("model_type" in config)
})

const isModel = Effect.fnUntraced(function* (folder: string) {
  const [fs, path] = [yield* FileSystem.FileSystem, yield* Path.Path]
  const has = (file: string) => Effect.orElseSucceed(fs.exists(path.join(folder, file)), () => false)
  return (yield* has("config.json")) || (yield* has(adapterFiles.config))
})

/** The names of the models that a run folder has, and of its checkpoints. */
const modelsOf = Effect.fnUntraced(function* (folder: string) {
  const [fs, path] = [yield* FileSystem.FileSystem, yield* Path.Path]
  const inside = Effect.fnUntraced(function* (...parts: ReadonlyArray<string>) {
    const names = yield* Effect.orElseSucceed(fs.readDirectory(path.join(folder, ...parts)), () => [])
    // What is being written or replaced is no model yet, or no more.
    const whole = names.filter((name) => !name.includes(".")).sort()
    return yield* Effect.filter(whole, (name) => isModel(path.join(folder, ...parts, name)))
  })
  return [...yield* inside("checkpoints"), ...yield* inside()]
})
