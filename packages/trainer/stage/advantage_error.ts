import { Schema } from "effect"

/**
 * An advantage gave other than a finite number for each completion of a group.
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
