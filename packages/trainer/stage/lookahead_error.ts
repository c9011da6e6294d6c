import * as Schema from "effect/Schema"

/**
 * The number of updates by which sampling was to run ahead is not a whole number from 0 on.
 * @since 0.1.0
 */
export class InvalidLookahead
  extends Schema.TaggedError<InvalidLookahead>()("@rlif/trainer/InvalidLookahead", { n: Schema.Number }) {
  override get message() {
    return `Cannot look ahead by ${this.n}: not a whole number from 0 on`
  }
}
