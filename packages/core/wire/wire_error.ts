import * as Schema from "effect/Schema"

/**
 * Bytes from elsewhere that are not what they should be. Nothing of them was used.
 * @stability unstable
 * @since 0.1.0
 */
export class WireError extends Schema.TaggedError<WireError>()("@rlif/core/WireError", {
  /** What was to be read, such as "task". */
  what: Schema.String,
  /** Where it is wrong, by its path; empty for the whole. */
  field: Schema.String,
  why: Schema.String,
}) {
  override get message(): string {
    return `Cannot read ${this.what}${this.field === "" ? "" : ` at ${this.field}`}: ${this.why}`
  }
}
