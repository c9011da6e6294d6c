// Lines of JSON, each one checked.
import { textLines } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** A file of rows that cannot be read or written, or one of its lines; lines count from 1, and 0 is the whole file. */
export class RowError extends Schema.TaggedError<RowError>()("@rlif/trainer/RowError", {
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
): Stream.Stream<A, RowError, FileSystem.FileSystem> => {
  const failed = (line: number, why: string, field = "") => {
    const place = line === 0 ? "" : `${field === "" ? "" : `"${field}" of `}line ${line} of `
    return new RowError({ file, line, field, message: `Cannot read ${place}"${file}": ${why}` })
  }
  return Stream.mapEffect(textLines(file, failed), ({ text, line }) => {
    const row = parse(text)
    if (row === undefined) return Effect.fail(failed(line, "not a JSON object"))
    const decoded = decode(row)
    return "value" in decoded ? Effect.succeed(decoded.value) : Effect.fail(failed(line, decoded.why, decoded.field))
  })
}

const parse = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json } : undefined
  } catch {
    return undefined
  }
}
