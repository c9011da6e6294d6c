import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { folderError } from "./folder_error.ts"
import { regular } from "./regular.ts"
import { reasonOf } from "./reason.ts"

/** Most bytes of such a file. A tokenizer of a quarter of a million tokens takes an eighth of the limit. */
const limit = 2 ** 28

/** The content of a small file of a model folder, that is, of any file but the weights. */
export const readFile = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const size = yield* Effect.mapError(regular(path), (why) => folderError("read", path, why))
  if (size > limit) {
    return yield* folderError("read", path, `its ${size} bytes are over the limit of ${limit}`)
  }
  return yield* Effect.mapError(fs.readFile(path), (error) => folderError("read", path, reasonOf(error)))
})
