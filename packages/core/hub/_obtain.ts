// A file of a repository under its path: from the cache, else from the hub.
import { Effect, FileSystem, Path } from "effect"
import { again } from "./_again.ts"
import type { Wanted } from "./_asking.ts"
import type { Places } from "./_cache.ts"
import { onDisk, replace, sizeOf } from "./_disk.ts"
import { transfer } from "./_transfer.ts"
import { HubError } from "./hub_error.ts"
import type { RepoFile } from "./listing.ts"
import { showRepo } from "./repo.ts"

/** What a file is obtained by. */
interface Means extends Pick<Wanted, "repo" | "settings"> {
  readonly places: Places
  readonly commit: string
  readonly onFetch: (file: RepoFile) => Effect.Effect<void>
}

/** Does nothing where the file is there. A blob has its name since it was checked, so its size is enough. */
export const obtain = Effect.fnUntraced(function* (file: RepoFile, { repo, settings, places, commit, onFetch }: Means) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const pointer = places.pointer(commit, file)
  if ((yield* sizeOf(pointer)) === file.size) return
  if ((yield* sizeOf(places.blob(file))) !== file.size) {
    if (settings.offline) {
      const message = `Cannot fetch "${file.path}" of ${
        showRepo(repo)
      }: it is not in the cache, and HF_HUB_OFFLINE is set`
      return yield* new HubError({ reason: "offline", repo: repo.name, file: file.path, message })
    }
    yield* onFetch(file)
    const url = [settings.endpoint, ...(repo.kind === "dataset" ? ["datasets"] : []), repo.name, "resolve", commit]
      .concat(file.path.split("/").map(encodeURIComponent)).join("/")
    const wanted = { repo, settings, file: file.path }
    yield* Effect.retry(transfer(file, { wanted, places, url }), again).pipe(
      // Another process may have finished it in the meantime.
      Effect.catch((error) =>
        Effect.flatMap(sizeOf(places.blob(file)), (size) => size === file.size ? Effect.void : Effect.fail(error))
      ),
    )
  }
  const target = path.relative(path.dirname(pointer), places.blob(file))
  yield* replace(pointer, (temporary) =>
    // Some systems let nobody link; there the bytes lie twice.
    Effect.catch(fs.symlink(target, temporary), () => fs.copyFile(places.blob(file), temporary))).pipe(
      Effect.mapError(onDisk(repo, file.path)),
    )
})
