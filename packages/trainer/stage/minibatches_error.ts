import * as Schema from "effect/Schema"

/**
 * A batch that cannot be cut into so many parts, or parts and epochs that are no whole numbers above 0.
 * @since 0.1.0
 */
export class InvalidMinibatches extends Schema.TaggedError<InvalidMinibatches>()("@rlif/trainer/InvalidMinibatches", {
  parts: Schema.Number,
  epochs: Schema.Number,
  /** Groups of the batch that it was to be; none where no batch was needed to see it. */
  groups: Schema.optionalKey(Schema.Int),
}) {
  override get message() {
    const { parts, epochs, groups } = this
    return groups === undefined
      ? `Cannot make minibatches of ${parts} parts for ${epochs} epochs: both are whole numbers from 1 on`
      : `Cannot cut a batch of ${groups} groups into ${parts} parts: some would be empty`
  }
}
