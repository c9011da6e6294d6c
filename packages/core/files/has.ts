import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"

/** Whether a folder has an entry of this name. A link to nothing counts, too: reading it reports the fault. */
export const has = Effect.fnUntraced(function* (directory: string, name: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const at = path.join(directory, name)
  const there = yield* fs.exists(at).pipe(Effect.orElseSucceed(() => false))
  return there || (yield* fs.readLink(at).pipe(Effect.as(true), Effect.orElseSucceed(() => false)))
})
