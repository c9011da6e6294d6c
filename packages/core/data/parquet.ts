import { ByteSize, Effect, FileSystem, Option, Stream } from "effect"
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet"
import { compressors } from "hyparquet-compressors"
import { reasonOf } from "../files/reason.ts"
import { type Columns, topLevel, toProblems, usualColumns } from "./columns.ts"
import type { DataError } from "./data_error.ts"
import { type DataRow, fileError } from "./data_row.ts"
import type { Problem } from "./problem.ts"

/**
 * The rows of a parquet file, of any encoding and compression, in their order: one group of rows is in memory at a time, and
 * of it only the columns that are wanted, where any are named; the others are there by name, undefined.
 */
export const parquetRows = (
  file: string,
  wanted?: ReadonlyArray<string>,
): Stream.Stream<DataRow, DataError, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function* () {
    const buffer = yield* open(file)
    const attempt = <A>(read: () => Promise<A>) =>
      Effect.tryPromise({ try: read, catch: (error) => fileError(file, (error as Error).message) })
    const metadata = yield* attempt(() => parquetMetadataAsync(buffer))
    const names = yield* attempt(async () => parquetSchema(metadata).children.map(({ element }) => element.name))
    const columns = wanted === undefined ? names : names.filter((name) => wanted.includes(name))
    const unread = Object.fromEntries(names.map((name) => [name, undefined]))
    const groups: Array<{ readonly rowStart: number; readonly rowEnd: number }> = []
    for (const { num_rows: count } of metadata.row_groups) {
      const rowStart = groups.at(-1)?.rowEnd ?? 0
      groups.push({ rowStart, rowEnd: rowStart + Number(count) })
    }
    const read = { file: buffer, metadata, compressors, columns }
    return Stream.fromIterable(groups).pipe(
      Stream.mapEffect(({ rowStart, rowEnd }) =>
        Effect.map(attempt(() => parquetReadObjects({ ...read, rowStart, rowEnd })), (rows) =>
          rows.map((row, i): DataRow => ({
            file,
            unit: "row",
            line: rowStart + i + 1,
            value: { ...unread, ...plain(row) as object },
          })))
      ),
      Stream.flatMap((rows) =>
        Stream.fromIterable(rows)
      ),
    )
  }))

/** The problems of a parquet file; see `fromJsonl`. */
export const fromParquet = (
  file: string,
  columns: Columns = usualColumns,
): Stream.Stream<Problem, DataError, FileSystem.FileSystem> => toProblems(columns)(parquetRows(file, topLevel(columns)))

/** Bytes: its name at both ends, and how long the footer is. */
const least = 12

/** A file that is read by ranges for as long as the scope lives. */
const open = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const handle = yield* fs.open(file, { flag: "r" })
  const { type, size } = yield* handle.stat
  if (type === "Directory") return yield* Effect.fail(new Error("it is no file but a directory"))
  const byteLength = ByteSize.toNumberUnsafe(size)
  if (byteLength < least) return yield* Effect.fail(new Error(`truncated, ${byteLength} bytes are no parquet file`))
  const slice = (from: number, to = byteLength) =>
    handle.readAlloc(to - from, { position: BigInt(from) }).pipe(
      Effect.map(Option.getOrElse(() => new Uint8Array())),
      // Read into memory of its own, which is no part of a pool.
      Effect.map((bytes) => bytes.buffer as ArrayBuffer),
      Effect.runPromise,
    )
  const buffer: AsyncBuffer = { byteLength, slice }
  return buffer
}, (effect, file) => Effect.mapError(effect, (error) => fileError(file, reasonOf(error))))

/** As JSON would have it: 64-bit integers as numbers where they are exact, else as text. */
const plain = (value: unknown): unknown =>
  typeof value === "bigint"
    ? Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`
    : Array.isArray(value)
    ? value.map(plain)
    : typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
    : value
