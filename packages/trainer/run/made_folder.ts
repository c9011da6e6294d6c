import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import { rmdir } from "node:fs/promises"
import { RunFolderError } from "./run_error.ts"

/**
 * Makes a folder, and those around it; says whether it was new. What is made and still empty when the scope closes is removed:
 * a start that fails leaves nothing.
 */
export const madeFolder = (path: string) =>
  Effect.mapError(made(path), (error) => new RunFolderError({ action: "write", path, reason: reasonOf(error) }))

const made = (path: string): Effect.Effect<boolean, PlatformError.PlatformError, Needs> =>
  Effect.gen(function* () {
    const { dirname } = yield* Path.Path
    return yield* alone(path).pipe(
      Effect.catchIf(
        (error) => error.reason._tag === "NotFound" && dirname(path) !== path,
        () => Effect.andThen(made(dirname(path)), alone(path)),
      ),
    )
  })

const alone = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const make = fs.makeDirectory(path).pipe(
    Effect.as(true),
    Effect.catchIf((error) => error.reason._tag === "AlreadyExists", () => Effect.succeed(false)),
  )
  // Effect's own `remove` takes a folder with what is in it, or no folder.
  const unmake = Effect.ignore(Effect.tryPromise(() => rmdir(path)))
  return yield* Effect.acquireRelease(make, (made) => made ? unmake : Effect.void)
})

type Needs = FileSystem.FileSystem | Path.Path | Scope.Scope
