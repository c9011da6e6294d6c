import { reasonOf } from "@rlif/core/files/reason"
import { Effect, FileSystem, Stream } from "effect"
import { RowError } from "../inputs/rows.ts"

/** Writes a file that appears when everything has been written, and not at all otherwise. */
export const writeWhole = Effect.fnUntraced(function* <E, R>(path: string, text: Stream.Stream<string, E, R>) {
  const fs = yield* FileSystem.FileSystem
  const partial = `${path}.partial`
  const failed = Effect.mapError((error: Error) =>
    new RowError({ file: path, line: 0, field: "", message: `Cannot write "${path}": ${reasonOf(error)}` })
  )
  const file = yield* Effect.acquireRelease(
    failed(fs.open(partial, { flag: "w" })),
    () => Effect.ignore(fs.remove(partial, { force: true })),
  )
  yield* Stream.runForEach(text, (chunk) => failed(file.writeAll(new TextEncoder().encode(chunk))))
  yield* failed(fs.rename(partial, path))
})
