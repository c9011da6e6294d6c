import { Schema } from "effect"

/**
 * Sampling was to run ahead by other than a whole number of updates.
 * @since 0.1.0
 */
export class InvalidLookahead
  extends Schema.TaggedError<InvalidLookahead>()("@rlif/trainer/InvalidLookahead", { n: Schema.Number }) {
  override get message() {
    return `Cannot look ahead by ${this.n}: not a whole number from 0 on`
  }
}
