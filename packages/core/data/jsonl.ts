import type * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { each } from "./_each.ts"
import { readJson } from "./_json.ts"
import { type Columns, toProblems, usualColumns } from "./columns.ts"
import type { DataError } from "./data_error.ts"
import { type DataRow, fileError, rowError } from "./data_row.ts"
import type { Problem } from "./problem.ts"
import { textLines } from "./text_lines.ts"

/**
 * The rows of a JSON lines file (gzipped if its name ends in `.gz`), one value a line; empty lines are skipped. NaN and
 * Infinity, which Python writes, are not JSON and are refused in any column.
 * @since 0.1.0
 */
export const jsonlRows = (file: string): Stream.Stream<DataRow, DataError, FileSystem.FileSystem> =>
  textLines(file, (line, why) => line === 0 ? fileError(file, why) : rowError(rowOf(file, line), why)).pipe(
    Stream.filter(({ text }) => text.trim() !== ""),
    each(({ text, line }) =>
      Result.mapBoth(readJson(text), {
        onSuccess: (value): DataRow => ({ ...rowOf(file, line), value }),
        onFailure: ({ field, why }) => rowError(rowOf(file, line), why, field),
      })
    ),
  )

const rowOf = (file: string, line: number): DataRow => ({ file, unit: "line", line, value: undefined })

/**
 * The problems of a JSON lines file, one `{"problem", "gold"}` a line; `columns` names them otherwise, and other columns are
 * ignored. A row without `id` gets its line number.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import { fromJsonl } from "@rlif/core/data"
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
 *
 * @since 0.1.0
 */
export const fromJsonl = (
  file: string,
  columns: Columns = usualColumns,
): Stream.Stream<Problem, DataError, FileSystem.FileSystem> => toProblems(columns)(jsonlRows(file))
