import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { folderError } from "../files/folder_error.ts"
import { reasonOf } from "../files/reason.ts"
import { sweep, temporary } from "../files/temporary.ts"
import { type Weights, writeSafetensors } from "./safetensors.ts"
import type { WeightDType } from "./safetensors_header.ts"

const prefix = ".writing-"

/** The content of a folder. */
export interface Content {
  readonly weights: { readonly file: string; readonly values: Weights; readonly dtype: WeightDType }
  /** Other files. The last one makes the folder whole. */
  readonly files: ReadonlyArray<readonly [name: string, bytes: Uint8Array]>
  /** Names of files that the new weights make obsolete. */
  readonly stale?: ReadonlyArray<string>
  readonly overwrite: boolean
}

/**
 * Writes weights and files into a folder. Each file is first written under a temporary name, and the last file is renamed
 * last, so that a folder with that file is whole. Fails if the folder is not empty and `overwrite` is not set.
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
