import { Effect, FileSystem, Result, Schema, Stream } from "effect"
import { decodeFields } from "../checkpoint/decode_fields.ts"
import type { Problem } from "./problem.ts"

/** A data file that cannot be read, or a line of it that is no problem; lines count from 1, and 0 is the whole file. */
export class DataError extends Schema.TaggedError<DataError>()("DataError", {
  file: Schema.String,
  line: Schema.Int,
  field: Schema.String,
  message: Schema.String,
}) {}

// A number beyond these has already lost digits.
const Exact = Schema.Finite.check(
  Schema.isBetween({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
)
const TextOrNumber = Schema.Union([Schema.String, Exact])

const Row = Schema.Struct({ problem: Schema.String, gold: TextOrNumber, id: Schema.optional(TextOrNumber) })

/**
 * The problems of a JSON lines file, one `{"problem", "gold"}` a line; other fields are ignored, and so are empty lines.
 * `id` is the line number where it is absent, and must be unique. `gold` and `id` may be numbers, within 2^53.
 */
export const fromJsonl = (file: string): Stream.Stream<Problem, DataError, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const lineOf = new Map<string, number>()
    return fs.stream(file).pipe(
      Stream.mapError(({ message }) =>
        new DataError({ file, line: 0, field: "", message: `Cannot read "${file}": ${message}` })
      ),
      Stream.decodeText,
      Stream.splitLines,
      Stream.map((text, index) => ({ text, line: index + 1 })),
      Stream.filter(({ text }) => text.trim() !== ""),
      Stream.mapEffect(({ text, line }) => {
        const fail = (field: string, why: string) => {
          const message = `Cannot read ${field === "" ? "" : `"${field}" of `}line ${line} of "${file}": ${why}`
          return Effect.fail(new DataError({ file, line, field, message }))
        }
        const json = Result.try(() => JSON.parse(text) as unknown)
        if (Result.isFailure(json)) return fail("", "not JSON")
        const row = decodeFields(Row, json.success)
        if (Result.isFailure(row)) return fail(row.failure.field, row.failure.message)
        const { problem, gold, id = line } = row.success
        const first = lineOf.get(`${id}`)
        if (first !== undefined) return fail("id", `"${id}" is that of line ${first}`)
        lineOf.set(`${id}`, line)
        return Effect.succeed({ id: `${id}`, problem, gold: `${gold}` })
      }),
    )
  }))
