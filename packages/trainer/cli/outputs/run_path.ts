// Where a command may write what it makes.
import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { checkUntaken, contents } from "../../run/lock.ts"
import { madeFolder } from "../../run/made_folder.ts"
import { RunFolderError, RunFolderExists } from "../../run/run_error.ts"

/** Makes `runs/<name>-<n>` with the smallest n that is free; removed again if it is still empty when the scope closes. */
export const freeRunFolder = Effect.fnUntraced(function* (name: string) {
  for (let n = 1;; n++) {
    const path = `runs/${name}-${n}`
    if (yield* madeFolder(path)) return path
  }
})

/** Fails where nothing can be made at `path`, such as on a file system that is read-only. */
export const checkPlace = Effect.fnUntraced(
  function* (path: string) {
    const fs = yield* FileSystem.FileSystem
    const { dirname, resolve } = yield* Path.Path
    let place = resolve(path)
    while (!(yield* fs.exists(place)) && place !== dirname(place)) place = dirname(place)
    yield* fs.access(place, { writable: true })
  },
  (effect, path) =>
    Effect.mapError(effect, (error) => new RunFolderError({ action: "write", path, reason: reasonOf(error) })),
)

/**
 * Fails, before any work is done, where there is something at `path` already, or nothing can be made there; an empty folder
 * is nothing.
 */
export const checkNew = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const there = yield* Effect.mapError(
    fs.exists(path),
    (error) => new RunFolderError({ action: "write", path, reason: reasonOf(error) }),
  )
  if (!there || (yield* contents(path)).length === 0) return yield* checkPlace(path)
  yield* checkUntaken(path)
  return yield* new RunFolderExists({ path })
})
