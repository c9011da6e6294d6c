import * as Schema from "effect/Schema"

/**
 * A checkpoint could not be written, or one that was asked for is not whole.
 * @stability unstable
 * @since 0.1.0
 */
export class CheckpointError extends Schema.TaggedError<CheckpointError>()("@rlif/trainer/CheckpointError", {
  path: Schema.String,
  action: Schema.Literals(["write", "read"]),
  reason: Schema.String,
}) {
  override get message() {
    return `Cannot ${this.action} checkpoint "${this.path}": ${this.reason}`
  }
}
