// The file system with somebody who looks on, for tests.
import { Effect, FileSystem, type PlatformError } from "effect"

/** The file system, watched: `read` sees how many bytes are asked for at once, `write` comes before the n-th, from 0. */
export const watched = Effect.fnUntraced(function* (
  see: {
    readonly read?: (bytes: number) => void
    readonly write?: (n: number) => Effect.Effect<void, PlatformError.PlatformError>
  },
) {
  const fs = yield* FileSystem.FileSystem
  let writes = 0
  const open: typeof fs.open = (path, options) =>
    Effect.map(fs.open(path, options), (file) =>
      Object.assign(Object.create(file) as FileSystem.File, {
        read: ((buffer, where) => {
          see.read?.(buffer.length)
          return file.read(buffer, where)
        }) satisfies FileSystem.File["read"],
        writeAll: (buffer: Uint8Array) => Effect.andThen(see.write?.(writes++) ?? Effect.void, file.writeAll(buffer)),
      }))
  const readFile: typeof fs.readFile = (path) =>
    Effect.tap(fs.readFile(path), ({ length }) => Effect.sync(() => see.read?.(length)))
  return FileSystem.FileSystem.of({ ...fs, open, readFile })
})
