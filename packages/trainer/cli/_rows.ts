// Lines of JSON, each one checked.
import { Effect, FileSystem, Schema, Stream } from "effect"

/** A file of rows that cannot be read or written, or one of its lines; lines count from 1, and 0 is the whole file. */
export class RowError extends Schema.TaggedError<RowError>()("RowError", {
  file: Schema.String,
  line: Schema.Int,
  field: Schema.String,
  message: Schema.String,
}) {}

/** The rows of a file, one a line, none skipped; `decode` gives a row's value, or the field that is wrong and why. */
export const rows = <A>(
  file: string,
  decode: (
    row: Readonly<Record<string, unknown>>,
  ) => { readonly value: A } | { readonly field: string; readonly why: string },
): Stream.Stream<A, RowError, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.map(FileSystem.FileSystem, (fs) =>
    fs.stream(file).pipe(
      Stream.mapError(({ message }) =>
        new RowError({ file, line: 0, field: "", message: `Cannot read "${file}": ${message}` })
      ),
      Stream.decodeText,
      Stream.splitLines,
      Stream.map((text, index) => ({ text, line: index + 1 })),
      Stream.mapEffect(({ text, line }) => {
        const fail = (field: string, why: string) => {
          const message = `Cannot read ${field === "" ? "" : `"${field}" of `}line ${line} of "${file}": ${why}`
          return Effect.fail(new RowError({ file, line, field, message }))
        }
        const row = parse(text)
        if (row === undefined) return fail("", "not a JSON object")
        const decoded = decode(row)
        return "value" in decoded ? Effect.succeed(decoded.value) : fail(decoded.field, decoded.why)
      }),
    )))

const parse = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json } : undefined
  } catch {
    return undefined
  }
}
