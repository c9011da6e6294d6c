import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { fileBytes, sized } from "./_bytes.ts"
import { readJson } from "./_json.ts"
import { type Columns, toProblems, usualColumns } from "./columns.ts"
import type { DataError } from "./data_error.ts"
import { type DataRow, fileError, rowError } from "./data_row.ts"
import { jsonlRows } from "./jsonl.ts"
import type { Problem } from "./problem.ts"

/**
 * The rows of a JSON file (gzipped if its name ends in `.gz`): a list of objects, or an object with exactly one field that is
 * such a list, as in `{"version": 1, "data": [...]}`. A file of several lines, each an object, is read as JSON lines whatever
 * its name. The whole file is held in memory, 256 MiB at most.
 * @since 0.1.0
 */
export const jsonRows = (file: string): Stream.Stream<DataRow, DataError, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function* () {
    const blocks = yield* fileBytes(file, (why) => fileError(file, why)).pipe(
      sized,
      Stream.takeUntil(({ size }) => size > most),
      Stream.runCollect,
    )
    if ((blocks.at(-1)?.size ?? 0) > most) {
      return Stream.fail(fileError(file, `it is longer than ${most / 2 ** 20} MiB; make it JSON lines`))
    }
    const text = yield* Effect.try({
      try: () => utf8.decode(Buffer.concat(blocks.map(({ bytes }) => bytes))),
      catch: () => fileError(file, "not UTF-8"),
    })
    const [first = "", ...rest] = text.trim().split("\n", 2)
    if (rest.length > 0 && first.startsWith("{") && Result.isSuccess(readJson(first))) return jsonlRows(file)
    const json = readJson(text)
    if (Result.isFailure(json)) return Stream.fail(inRow(file, text, json.failure))
    const rows = rowsOf(json.success)
    return typeof rows === "string"
      ? Stream.fail(fileError(file, rows))
      : Stream.fromArray(rows.map((value, i): DataRow => ({ file, unit: "row", line: i + 1, value })))
  }))

/**
 * The problems of a JSON file; see `fromJsonl`.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import { fromJson } from "@rlif/core/data"
 * import { Effect, FileSystem, Stream } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const file = `${yield* fs.makeTempDirectoryScoped()}/sums.json`
 *   yield* fs.writeFileString(file, '[{"question": "2 + 3", "answer": 5}]')
 *   return yield* Stream.runCollect(fromJson(file))
 * })
 * await program.pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), Effect.runPromise) // gold "5"
 * ```
 *
 * @since 0.1.0
 */
export const fromJson = (
  file: string,
  columns: Columns = usualColumns,
): Stream.Stream<Problem, DataError, FileSystem.FileSystem> => toProblems(columns)(jsonRows(file))

/** The rows of a file's content, or why it has none. */
const rowsOf = (json: unknown): ReadonlyArray<unknown> | string => {
  if (Array.isArray(json)) return json
  const lists = Object.entries(Object(json)).filter(([, value]) => isTable(value))
  if (lists.length === 1) return lists[0][1] as ReadonlyArray<unknown>
  const names = lists.map(([name]) => `"${name}"`).join(", ")
  const found = lists.length === 0 ? "" : `; ${names} are ${lists.length}`
  return `expected a list of rows, or an object with one list of rows${found}`
}

const isTable = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === "object" && row !== null)

/** The row at fault: the first part of a field's path is its index in the list. */
const inRow = (file: string, text: string, { field, why }: { readonly field: string; readonly why: string }) => {
  const [row, ...path] = field.split(".")
  return text.trimStart().startsWith("[") && field !== ""
    ? rowError({ file, unit: "row", line: Number(row) + 1, value: undefined }, why, path.join("."))
    : fileError(file, field === "" ? why : `"${field}": ${why}`)
}

const most = 2 ** 28
const utf8 = new TextDecoder("utf-8", { fatal: true })
