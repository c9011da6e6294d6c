// Files that survive a power failure once they are named: written, forced to the disk, and only then renamed.
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { createHash } from "node:crypto"

/** The size of a file, and the SHA-256 of its bytes in hexadecimal. */
export interface Sum {
  readonly bytes: number
  readonly sha256: string
}

/** Forces a file, or the names in a folder, to the disk; a system that cannot is not asked twice. */
export const synced = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const handle = yield* fs.open(path, { flag: "r" })
  yield* Effect.ignore(handle.sync)
}, Effect.scoped)

/** The sum of a file, read back in pieces. */
export const sumOf = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const handle = yield* fs.open(path, { flag: "r" })
  const hash = createHash("sha256")
  const buffer = new Uint8Array(2 ** 22)
  let bytes = 0
  for (;;) {
    const count = yield* handle.read(buffer)
    if (count === 0) return { bytes, sha256: hash.digest("hex") } satisfies Sum
    hash.update(buffer.subarray(0, count))
    bytes += count
  }
}, Effect.scoped)

/** The sums of all files of a folder, by name, each forced to the disk. */
export const sumsOf = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const sums: Record<string, Sum> = {}
  for (const name of (yield* fs.readDirectory(folder)).toSorted()) {
    yield* synced(join(folder, name))
    sums[name] = yield* sumOf(join(folder, name))
  }
  return sums
})
