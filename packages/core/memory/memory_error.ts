import * as Schema from "effect/Schema"

/**
 * A run that would not fit into memory; both numbers are bytes.
 * @since 0.1.0
 */
export class MemoryError extends Schema.TaggedError<MemoryError>()("@rlif/core/MemoryError", {
  needed: Schema.Number,
  available: Schema.Number,
  message: Schema.String,
}) {}
