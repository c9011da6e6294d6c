import { Effect, FileSystem, Stream } from "effect"
import { type Columns, toProblems, usualColumns } from "./columns.ts"
import type { DataError } from "./data_error.ts"
import { type DataRow, fileError, rowError } from "./data_row.ts"
import type { Problem } from "./problem.ts"

/** The rows of a JSON lines file, one value a line; empty lines are none. */
export const jsonlRows = (file: string): Stream.Stream<DataRow, DataError, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    return fs.stream(file).pipe(
      Stream.mapError(({ message }) => fileError(file, message)),
      Stream.decodeText,
      Stream.splitLines,
      Stream.map((text, index) => ({ text, row: { file, unit: "line", line: index + 1, value: undefined } as const })),
      Stream.filter(({ text }) => text.trim() !== ""),
      Stream.mapEffect(({ text, row }) =>
        Effect.try({
          try: (): DataRow => ({ ...row, value: JSON.parse(text) }),
          catch: () => rowError(row, "not JSON"),
        })
      ),
    )
  }))

/**
 * The problems of a JSON lines file, one `{"problem", "gold"}` a line, or whatever its columns are called; other fields are
 * ignored. `id` is the line number where it is absent.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import { fromJsonl } from "@rlif/core/data/jsonl"
 * import { Effect, FileSystem, Stream } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const file = `${yield* fs.makeTempDirectoryScoped()}/sums.jsonl`
 *   yield* fs.writeFileString(file, '{"task": "2 + 3", "result": {"value": 5}}\n')
 *   return yield* Stream.runCollect(fromJsonl(file, { problem: ["task"], gold: ["result.value"], id: [] }))
 * })
 * await program.pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), Effect.runPromise) // gold "5"
 * ```
 */
export const fromJsonl = (
  file: string,
  columns: Columns = usualColumns,
): Stream.Stream<Problem, DataError, FileSystem.FileSystem> => toProblems(columns)(jsonlRows(file))
