import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { folderError } from "./folder_error.ts"
import { reasonOf } from "./reason.ts"

/**
 * The size of a file in bytes. Fails with the reason if the path is not a regular file: opening a pipe, for one, would wait
 * for a writer.
 */
export const regular = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { type, size } = yield* Effect.mapError(fs.stat(path), reasonOf)
  if (type !== "File") return yield* Effect.fail(`it is no file but a ${kinds[type] ?? type}`)
  return ByteSize.toNumberUnsafe(size)
})

/** Fails if a path is not a folder, so that the error blames the folder and not a file in it. */
export const checkFolder = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { type } = yield* Effect.mapError(fs.stat(path), (error) => folderError("read", path, reasonOf(error)))
  if (type !== "Directory") {
    return yield* folderError("read", path, `it is no folder but a ${kinds[type] ?? type}`)
  }
})

const kinds: { readonly [K in FileSystem.File.Type]?: string } = { Directory: "directory", File: "file", FIFO: "pipe" }
