import * as Schema from "effect/Schema"

/**
 * A data file that cannot be read, or a row that is no problem. `line` counts lines of text or rows of a table from 1; 0
 * stands for the whole file. `field` is the column at fault, empty if no single column is.
 * @since 0.1.0
 */
export class DataError extends Schema.TaggedError<DataError>()("@rlif/core/DataError", {
  file: Schema.String,
  line: Schema.Int,
  field: Schema.String,
  message: Schema.String,
}) {}
