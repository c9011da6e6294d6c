// A file of a repository under its path: from the cache, else from the hub.
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { again } from "./_again.ts"
import { failed, type Wanted } from "./_asking.ts"
import type { Places } from "./_cache.ts"
import { onDisk, replace, sizeOf } from "./_disk.ts"
import { transfer } from "./_transfer.ts"
import { isSummed, type RepoFile } from "./listing.ts"

/** The repository, its places in the cache, and the settings. */
interface Means extends Pick<Wanted, "repo" | "settings"> {
  readonly places: Places
  readonly commit: string
  readonly onFetch: (file: RepoFile) => Effect.Effect<void>
}

/** Obtains a file, if missing. A blob got its name after its checksum was compared, so comparing the size is enough. */
export const obtain = Effect.fnUntraced(function* (file: RepoFile, { repo, settings, places, commit, onFetch }: Means) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const pointer = places.pointer(commit, file)
  if ((yield* sizeOf(pointer)) === file.size) return
  const wanted = { repo, settings, file: file.path }
  // Text files of a model are read as a whole, and no honest one exceeds this size.
  if (repo.kind === "model" && !file.path.endsWith(".safetensors") && file.size > mostText) {
    return yield* failed(wanted, "malformed", `it is longer than ${mostText / 2 ** 20} MiB`)
  }
  const lacks = (why: string) => failed(wanted, "offline", `it is not in the cache, and ${why}`)
  if (!isSummed(file)) {
    return yield* lacks(settings.offline ? "HF_HUB_OFFLINE is set" : `${settings.endpoint} is out of reach`)
  }
  if ((yield* sizeOf(places.blob(file))) !== file.size) {
    if (settings.offline) return yield* lacks("HF_HUB_OFFLINE is set")
    yield* onFetch(file)
    const url = [settings.endpoint, ...(repo.kind === "dataset" ? ["datasets"] : []), repo.name, "resolve", commit]
      .concat(file.path.split("/").map(encodeURIComponent)).join("/")
    yield* Effect.retry(transfer(file, { wanted, places, url }), again).pipe(
      // Another process may have finished it in the meantime.
      Effect.catch((error) =>
        Effect.flatMap(sizeOf(places.blob(file)), (size) => size === file.size ? Effect.void : Effect.fail(error))
      ),
    )
  }
  const target = path.relative(path.dirname(pointer), places.blob(file))
  yield* replace(pointer, (temporary) =>
    // On systems without links the bytes lie in the cache twice.
    Effect.catch(fs.symlink(target, temporary), () => fs.copyFile(places.blob(file), temporary))).pipe(
      Effect.mapError(onDisk(repo, file.path)),
    )
})

const mostText = 2 ** 28
