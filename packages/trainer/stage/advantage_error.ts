import * as Schema from "effect/Schema"

/**
 * An advantage did not give each completion of a group a finite number.
 * @since 0.1.0
 */
export class UnusableAdvantages extends Schema.TaggedError<UnusableAdvantages>()("@rlif/trainer/UnusableAdvantages", {
  problem: Schema.String,
  completions: Schema.Int,
  advantages: Schema.Array(Schema.Number),
}) {
  override get message() {
    return `Cannot use advantages [${this.advantages.join(", ")}] for the ${this.completions} completions of problem ` +
      `"${this.problem}": not a finite number for each`
  }
}
