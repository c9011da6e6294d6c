import { Effect, FileSystem, Path, Schema } from "effect"
import type { Places } from "./_cache.ts"
import { sizeOf } from "./_disk.ts"
import { Listing } from "./listing.ts"

/** What a snapshot in the cache holds, as a listing: each file links to a blob that is named by its checksum. */
export const snapshot = Effect.fnUntraced(function* (places: Places, commit: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = places.snapshot(commit)
  const names = yield* Effect.orElseSucceed(fs.readDirectory(folder, { recursive: true }), () => [])
  const files = yield* Effect.forEach(names, (name) =>
    Effect.gen(function* () {
      const hex = path.basename(yield* Effect.orElseSucceed(fs.readLink(path.join(folder, name)), () => ""))
      const size = yield* sizeOf(path.join(folder, name))
      return { path: name.split(path.sep).join("/"), size, sum: { kind: hex.length === 64 ? "sha256" : "git", hex } }
    }))
  const listing = { commit, files: files.filter(({ sum }) => sum.hex !== "") }
  return isListing(listing) && listing.files.length > 0 ? listing : undefined
})

const isListing = Schema.is(Listing)
