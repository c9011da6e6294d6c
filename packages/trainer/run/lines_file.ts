// Files of a run that grow by appending: one JSON object a line.
import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import { RunFolderError } from "./run_error.ts"

/** The text of a file, or "" where there is none and `missing` says that this is no mistake. */
const textOf = Effect.fnUntraced(function* (path: string, missing: "fails" | "empty") {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readFileString(path).pipe(
    Effect.catchIf(
      (error) => missing === "empty" && error.reason._tag === "NotFound",
      () => Effect.succeed(""),
    ),
    Effect.mapError((error) => new RunFolderError({ action: "read", path, reason: reasonOf(error) })),
  )
})

/** The whole lines of a file after so many, none where there is no file. A last line without its break is one that a crash cut off. */
export const linesAfter = (
  path: string,
  first: number,
): Effect.Effect<ReadonlyArray<string>, RunFolderError, FileSystem.FileSystem> =>
  Effect.map(textOf(path, "empty"), (text) => text.split("\n").slice(first, -1))

/**
 * Reads such a file back by the schema of its lines; `missing` says what a file is that is not there. A last line without its break is
 * left out; any other that is no such object fails with its number.
 */
export const readLines = Effect.fnUntraced(function* <A>(
  path: string,
  { line, missing = "fails" }: { readonly line: Schema.Codec<A, unknown>; readonly missing?: "fails" | "empty" },
) {
  const decode = Schema.decodeEffect(Schema.fromJsonString(line))
  const lines = (yield* textOf(path, missing)).split("\n").slice(0, -1)
  return yield* Effect.forEach(lines, (text, i) =>
    Effect.mapError(
      decode(text),
      ({ message }) => new RunFolderError({ action: "read", path, reason: `line ${i + 1}: ${message}` }),
    ))
})
