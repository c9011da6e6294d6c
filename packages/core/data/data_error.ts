import { Schema } from "effect"

/**
 * A data file that cannot be read, or a row of it that is no problem. `line` counts from 1, lines of text or rows of a
 * table, and 0 is the whole file; `field` is empty where it is not one column.
 * @since 0.1.0
 */
export class DataError extends Schema.TaggedError<DataError>()("@rlif/core/DataError", {
  file: Schema.String,
  line: Schema.Int,
  field: Schema.String,
  message: Schema.String,
}) {}
