import * as Schema from "effect/Schema"

/**
 * The signals of a group were taken at a temperature other than the reward's.
 * @since 0.1.0
 */
export class TemperatureMismatch
  extends Schema.TaggedError<TemperatureMismatch>()("@rlif/rewards/TemperatureMismatch", {
    reward: Schema.String,
    problem: Schema.String,
    expected: Schema.Finite,
    actual: Schema.Finite,
  }) {
  override get message() {
    return `Cannot score "${this.reward}" at temperature ${this.expected}: ` +
      `the signals of problem "${this.problem}" were taken at ${this.actual}`
  }
}

/**
 * Parts of a combined reward share a name, under which only one of them could be logged.
 * @since 0.1.0
 */
export class DuplicateReward extends Schema.TaggedError<DuplicateReward>()("@rlif/rewards/DuplicateReward", {
  reward: Schema.String,
}) {
  override get message() {
    return `Cannot combine rewards: two are named "${this.reward}"; rename one`
  }
}

/**
 * A reward gave a number of scores, or of values, that is not the one it was asked for.
 * @since 0.1.0
 */
export class MiscountedReward extends Schema.TaggedError<MiscountedReward>()("@rlif/rewards/MiscountedReward", {
  reward: Schema.String,
  /** What was counted: "groups", or the completions of a problem. */
  of: Schema.String,
  expected: Schema.Int,
  actual: Schema.Int,
}) {
  override get message() {
    return `Cannot use reward "${this.reward}": it has ${this.actual} values for ${this.expected} ${this.of}`
  }
}

/**
 * A reward is NaN or infinite, so no advantage follows.
 * @since 0.1.0
 */
export class NonFiniteReward extends Schema.TaggedError<NonFiniteReward>()("@rlif/rewards/NonFiniteReward", {
  reward: Schema.String,
  problem: Schema.String,
  /** Which completion of the group, counted from 0. */
  completion: Schema.Int,
  value: Schema.Number,
}) {
  override get message() {
    return `Cannot use reward "${this.reward}": it is ${this.value} for completion ${this.completion} ` +
      `of problem "${this.problem}"`
  }
}

/**
 * A problem is to be judged by the other wordings of it, and there is none in the batch.
 * @since 0.1.0
 */
export class MissingParaphrase extends Schema.TaggedError<MissingParaphrase>()("@rlif/rewards/MissingParaphrase", {
  problem: Schema.String,
}) {
  override get message() {
    return `Cannot score problem "${this.problem}": the batch has no other wording of it`
  }
}
