import { Effect, FileSystem, Path } from "effect"
import { folderError } from "../files/folder_error.ts"
import { reasonOf } from "../files/reason.ts"
import { sweep, temporary } from "../files/temporary.ts"
import { type Weights, writeSafetensors } from "./safetensors.ts"
import type { WeightDType } from "./safetensors_header.ts"

const prefix = ".writing-"

/** What goes into a folder. */
export interface Content {
  readonly weights: { readonly file: string; readonly values: Weights; readonly dtype: WeightDType }
  /** Other files; the last of them is what makes the folder whole. */
  readonly files: ReadonlyArray<readonly [name: string, bytes: Uint8Array]>
  /** Names of files that no longer hold once the weights are there. */
  readonly stale?: ReadonlyArray<string>
  readonly overwrite: boolean
}

/**
 * Writes weights and files into a folder: each under a temporary name first, and the last one renamed last, so that a
 * folder which has it is whole. A folder that holds anything is refused unless `overwrite`.
 */
export const written = Effect.fnUntraced(
  function* (directory: string, { weights, files, stale = [], overwrite }: Content) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* fs.makeDirectory(directory, { recursive: true })
    yield* sweep(directory, prefix)
    if (!overwrite && (yield* fs.readDirectory(directory)).length > 0) {
      return yield* folderError("write", directory, "the folder is not empty")
    }
    const staging = yield* temporary(directory, prefix)
    yield* writeSafetensors(path.join(staging, weights.file), weights.values, { dtype: weights.dtype })
    for (const [name, bytes] of files) yield* fs.writeFile(path.join(staging, name), bytes)
    const move = (name: string) => fs.rename(path.join(staging, name), path.join(directory, name))
    yield* move(weights.file)
    for (const name of stale) yield* fs.remove(path.join(directory, name), { force: true })
    for (const [name] of files) yield* move(name)
  },
  Effect.scoped,
  (effect, directory) =>
    Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(folderError("write", directory, reasonOf(error)))),
)
