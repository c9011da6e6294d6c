import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import type { SummedFile } from "./listing.ts"

/** Whether a file on disk has the bytes that the hub lists. */
export const isWhole = Effect.fnUntraced(function* (path: string, { size, sum }: SummedFile) {
  const fs = yield* FileSystem.FileSystem
  const hash = createHash(sum.kind === "git" ? "sha1" : "sha256")
  // Git's name of a file: sha1("blob <size>\0" + bytes).
  if (sum.kind === "git") hash.update(`blob ${size}\0`)
  yield* Stream.runForEach(fs.stream(path), (bytes) => Effect.sync(() => void hash.update(bytes)))
  return hash.digest("hex") === sum.hex
})
