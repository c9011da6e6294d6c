// Operations of the file system for the cache, with failures that name the repository.
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import { reasonOf } from "../files/reason.ts"
import { HubError } from "./hub_error.ts"
import { type Repo, showRepo } from "./repo.ts"

/** A failure of the file system as a HubError of a repository. */
export const onDisk = (repo: Repo, file = "") => (error: PlatformError.PlatformError) => {
  const what = file === "" ? showRepo(repo) : `"${file}" of ${showRepo(repo)}`
  return new HubError({ reason: "disk", repo: repo.name, file, message: `Cannot cache ${what}: ${reasonOf(error)}` })
}

/** The size of a file in bytes, following links; undefined if there is no file. */
export const sizeOf = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.stat(file).pipe(
    Effect.map(({ size }): number | undefined => ByteSize.toNumberUnsafe(size)),
    Effect.orElseSucceed(() => undefined),
  )
})

/** Makes the folder of a file, if missing. */
export const makeRoom = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fs.makeDirectory(path.dirname(file), { recursive: true })
})

/** Replaces a file at once: `make` writes the new file under another name, which is then renamed. */
export const replace = Effect.fnUntraced(function* <E, R>(
  file: string,
  make: (temporary: string) => Effect.Effect<void, E, R>,
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* makeRoom(file)
  const directory = yield* fs.makeTempDirectoryScoped({ directory: path.dirname(file), prefix: ".writing-" })
  yield* make(path.join(directory, "file"))
  yield* fs.rename(path.join(directory, "file"), file)
}, Effect.scoped)
