import { Effect, FileSystem, Path } from "effect"

/** Whether a folder has something of this name. */
export const has = Effect.fnUntraced(function* (directory: string, name: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  return yield* fs.exists(path.join(directory, name)).pipe(Effect.orElseSucceed(() => false))
})
