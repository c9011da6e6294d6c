// Where a command may write what it makes.
import { reasonOf } from "@rlif/core/files/reason"
import { Effect, FileSystem } from "effect"
import { RunFolderError, RunFolderExists } from "../../run/run_error.ts"

/** `runs/<name>-<n>` with the smallest n that is free. */
export const freeRunFolder = Effect.fnUntraced(function* (name: string) {
  const fs = yield* FileSystem.FileSystem
  for (let n = 1;; n++) {
    const path = `runs/${name}-${n}`
    if (!(yield* fs.exists(path))) return path
  }
})

/** Fails, before any work is done, where there is something at `path` already; an empty folder is nothing. */
export const checkNew = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const found = Effect.gen(function* () {
    return (yield* fs.exists(path)) ? (yield* fs.readDirectory(path)).length : 0
  })
  const count = yield* Effect.mapError(
    found,
    (error) => new RunFolderError({ action: "write", path, reason: reasonOf(error) }),
  )
  if (count > 0) return yield* new RunFolderExists({ path })
})
