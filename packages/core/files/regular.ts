import { ByteSize, Effect, FileSystem } from "effect"
import { folderError } from "./folder_error.ts"
import { reasonOf } from "./reason.ts"

/**
 * How many bytes a file has; fails with the reason where a path is not a file: opening a pipe would wait for whoever
 * writes to it.
 */
export const regular = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { type, size } = yield* Effect.mapError(fs.stat(path), reasonOf)
  if (type !== "File") return yield* Effect.fail(`it is no file but a ${kinds[type] ?? type}`)
  return ByteSize.toNumberUnsafe(size)
})

/** Fails where a path is not a folder: then nothing in it is to blame. */
export const checkFolder = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { type } = yield* Effect.mapError(fs.stat(path), (error) => folderError("read", path, reasonOf(error)))
  if (type !== "Directory") {
    return yield* folderError("read", path, `it is no folder but a ${kinds[type] ?? type}`)
  }
})

const kinds: { readonly [K in FileSystem.File.Type]?: string } = { Directory: "directory", File: "file", FIFO: "pipe" }
