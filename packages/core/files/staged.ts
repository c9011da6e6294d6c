// New folders that appear whole or not at all: written under a temporary name on the same disk, then renamed.
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { folderError } from "./folder_error.ts"
import { sweep, temporary } from "./temporary.ts"
import { reasonOf } from "./reason.ts"

/** Fails if a path exists. */
export const checkFree = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const taken = yield* fs.exists(folder).pipe(
    Effect.mapError((error) => folderError("write", folder, reasonOf(error))),
  )
  if (taken) return yield* folderError("write", folder, "it exists already")
})

/** An empty folder that is removed when the scope ends, in the nearest existing folder around `folder`. */
export const stage = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  let directory = path.dirname(path.resolve(folder))
  while (!(yield* fs.exists(directory)) && directory !== path.dirname(directory)) directory = path.dirname(directory)
  // One level deeper, since a temporary folder itself is closed to other users.
  yield* sweep(directory, ".staging-")
  const staging = path.join(yield* temporary(directory, ".staging-"), "model")
  yield* fs.makeDirectory(staging)
  return staging
}, (effect, folder) => Effect.mapError(effect, (error) => folderError("write", folder, reasonOf(error))))

/** Gives a staged folder its name. */
export const publish = Effect.fnUntraced(
  function* (staging: string, folder: string) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* fs.makeDirectory(path.dirname(path.resolve(folder)), { recursive: true })
    yield* checkFree(folder)
    yield* fs.rename(staging, folder)
  },
  (effect, _, folder) =>
    Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(folderError("write", folder, reasonOf(error)))),
)
