// What the cache's files need of the file system, with failures that name the repository.
import { ByteSize, Effect, FileSystem, Path, type PlatformError } from "effect"
import { reasonOf } from "../files/reason.ts"
import { HubError } from "./hub_error.ts"
import { type Repo, showRepo } from "./repo.ts"

/** A failure of the file system, in the words of what was to be done with a repository. */
export const onDisk = (repo: Repo, file = "") => (error: PlatformError.PlatformError) => {
  const what = file === "" ? showRepo(repo) : `"${file}" of ${showRepo(repo)}`
  return new HubError({ reason: "disk", repo: repo.name, file, message: `Cannot cache ${what}: ${reasonOf(error)}` })
}

/** The size of a file in bytes, and undefined where there is none; a link is followed. */
export const sizeOf = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.stat(file).pipe(
    Effect.map(({ size }): number | undefined => ByteSize.toNumberUnsafe(size)),
    Effect.orElseSucceed(() => undefined),
  )
})

/** The folder that a file is to lie in, made where there is none. */
export const makeRoom = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fs.makeDirectory(path.dirname(file), { recursive: true })
})

/** Gives a file its place at once, over whatever is there: `make` makes it under another name first. */
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
