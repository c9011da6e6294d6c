import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import type { AsyncBuffer } from "hyparquet"
import { reasonOf } from "../files/reason.ts"
import { cells, raw } from "./_cells.ts"
import { type Columns, topLevel, toProblems, usualColumns } from "./columns.ts"
import type { DataError } from "./data_error.ts"
import { type DataRow, fileError } from "./data_row.ts"
import type { Problem } from "./problem.ts"

/**
 * The rows of a parquet file, of any encoding and compression, in their order. One row group is in memory at a time, and of
 * it only the columns named, if any are; the values of other columns are undefined. Numbers are as they were written: a
 * 32-bit float becomes its shortest decimal; a decimal, or an integer beyond 2^53, a text of its digits. Dates and times
 * become texts in ISO 8601.
 * @since 0.1.0
 */
export const parquetRows = (
  file: string,
  wanted?: ReadonlyArray<string>,
): Stream.Stream<DataRow, DataError, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function* () {
    // Most runs read no such file, and do not wait for what reads one.
    const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = yield* Effect.promise(() => import("hyparquet"))
    const { compressors } = yield* Effect.promise(() => import("hyparquet-compressors"))
    const buffer = yield* open(file)
    const attempt = <A>(read: () => Promise<A>) =>
      Effect.tryPromise({ try: read, catch: (error) => fileError(file, reasonOf(error)) })
    const written = yield* attempt(() => parquetMetadataAsync(buffer))
    const metadata = { ...written, schema: written.schema.map(raw) }
    const plain = yield* attempt(async () => cells(parquetSchema(written)))
    const names = yield* attempt(async () => parquetSchema(metadata).children.map(({ element }) => element.name))
    const columns = wanted === undefined ? names : names.filter((name) => wanted.includes(name))
    const unread = Object.fromEntries(names.map((name) => [name, undefined]))
    const huge = metadata.row_groups.find(({ num_rows: count }) => count > most)
    if (huge !== undefined) {
      const why = `a group of ${huge.num_rows} rows is more than is read at once, ${most}: write it in smaller groups`
      return Stream.fail(fileError(file, why))
    }
    const groups = inOrder(metadata.row_groups.map(({ num_rows: count }) => Number(count)))
    const rowOf = (row: unknown, line: number): DataRow => {
      const value = { ...unread, ...plain(row) as object }
      return { file, unit: "row", line, value }
    }
    const read = { file: buffer, metadata, compressors, columns, parsers, utf8: false }
    return Stream.fromIterable(groups).pipe(
      Stream.mapEffect(({ rowStart, rowEnd }) =>
        Effect.map(attempt(() => parquetReadObjects({ ...read, rowStart, rowEnd })), (rows) => ({ rows, rowStart }))
      ),
      Stream.flatMap(({ rows, rowStart }) =>
        Stream.fromIterable(Array.from({ length: Math.ceil(rows.length / block) }, (_, i) => i * block)).pipe(
          Stream.mapEffect((from) =>
            attempt(async () => rows.slice(from, from + block).map((row, i) => rowOf(row, rowStart + from + i + 1)))
          ),
        )
      ),
      Stream.flatMap(Stream.fromArray),
    )
  }))

/** Where groups of so many rows begin and end, one after the other. */
const inOrder = (counts: ReadonlyArray<number>) => {
  let rowEnd = 0
  return counts.map((count) => ({ rowStart: rowEnd, rowEnd: rowEnd += count }))
}

/**
 * The problems of a parquet file; see `fromJsonl`.
 * @since 0.1.0
 */
export const fromParquet = (
  file: string,
  columns: Columns = usualColumns,
): Stream.Stream<Problem, DataError, FileSystem.FileSystem> => toProblems(columns)(parquetRows(file, topLevel(columns)))

/** Most rows of a group: a few bytes can claim any number of empty rows. */
const most = 2 ** 24

/** Rows that are converted at once. */
const block = 4096

/** Least bytes of a parquet file: its mark at both ends, and the length of the footer. */
const least = 12

/** A file, read by ranges while the scope lives. */
const open = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const handle = yield* fs.open(file, { flag: "r" })
  const { type, size } = yield* handle.stat
  if (type === "Directory") return yield* Effect.fail(new Error("it is no file but a directory"))
  const byteLength = ByteSize.toNumberUnsafe(size)
  if (byteLength < least) return yield* Effect.fail(new Error(`truncated, ${byteLength} bytes are no parquet file`))
  const read = (from: number, to: number) =>
    Effect.suspend(() => {
      const bytes = new ArrayBuffer(to - from)
      const some = handle.read(new Uint8Array(bytes), { position: BigInt(from) })
      return Effect.map(some, (count) => Number(count) === bytes.byteLength ? bytes : bytes.slice(0, Number(count)))
    })
  // The library asks by promises: they end with the scope.
  const promised = yield* FiberSet.makeRuntimePromise()
  const buffer: AsyncBuffer = { byteLength, slice: (from, to = byteLength) => promised(read(from, to)) }
  return buffer
}, (effect, file) => Effect.mapError(effect, (error) => fileError(file, reasonOf(error))))

/** Dates stay exact, which JavaScript's Date would not keep; a text that is not UTF-8 is refused, not mended. */
const parsers = {
  timestampFromNanoseconds: (nanoseconds: bigint) => nanoseconds,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
}

const utf8 = new TextDecoder("utf-8", { fatal: true })
