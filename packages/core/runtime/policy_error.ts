import * as Schema from "effect/Schema"

const reason = { message: Schema.String }

/**
 * A field of a request, a batch or a learner that cannot be used.
 * @since 0.1.0
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("@rlif/core/InvalidInput", {
  ...reason,
  field: Schema.String,
}) {}

/**
 * A sequence that does not fit in the model's positions. Both counts are tokens.
 * @since 0.1.0
 */
export class TooLong extends Schema.TaggedError<TooLong>()("@rlif/core/TooLong", {
  ...reason,
  field: Schema.String,
  tokens: Schema.Int,
  positions: Schema.Int,
}) {}

/**
 * A token id beyond the model's vocabulary.
 * @since 0.1.0
 */
export class UnknownToken extends Schema.TaggedError<UnknownToken>()("@rlif/core/UnknownToken", {
  ...reason,
  field: Schema.String,
  token: Schema.Number,
  vocabulary: Schema.Int,
}) {}

/**
 * A signal, a metric or a gradient that is infinite or NaN. The weights have not changed.
 * @since 0.1.0
 */
export class NoNumber
  extends Schema.TaggedError<NoNumber>()("@rlif/core/NoNumber", { ...reason, quantity: Schema.String }) {}

/**
 * The process or the device ran out of memory.
 * @since 0.1.0
 */
export class OutOfMemory extends Schema.TaggedError<OutOfMemory>()("@rlif/core/OutOfMemory", reason) {}

/**
 * The thread of a worker has ended. Every later call fails with this reason, too.
 * @since 0.1.0
 */
export class ThreadDied extends Schema.TaggedError<ThreadDied>()("@rlif/core/ThreadDied", reason) {}

/**
 * An update of a learner whose scope has closed.
 * @since 0.1.0
 */
export class LearnerClosed extends Schema.TaggedError<LearnerClosed>()("@rlif/core/LearnerClosed", reason) {}

/**
 * A failure below the policy, of a folder, a program or a provider. `error` is the tag of that failure.
 * @since 0.1.0
 */
export class Underlying
  extends Schema.TaggedError<Underlying>()("@rlif/core/Underlying", { ...reason, error: Schema.String }) {}

/**
 * A failure of the policy: the action that failed, and the reason. `Effect.catchReason` and `Effect.catchReasons` tell
 * reasons apart by their tags.
 *
 * @example
 * ```ts
 * import { PolicyError, TooLong } from "@rlif/core/runtime/policy-error"
 * import { Effect } from "effect"
 *
 * const reason = new TooLong({ field: "prompts[0]", tokens: 600, positions: 512, message: "Cannot sample: too long" })
 * const shortened = Effect.fail(new PolicyError({ action: "sample", reason })).pipe(
 *   Effect.catchReason(
 *     "@rlif/core/PolicyError",
 *     "@rlif/core/TooLong",
 *     ({ tokens, positions }) => Effect.succeed(tokens - positions),
 *   ),
 * )
 * Effect.runSync(shortened) // 88
 * ```
 *
 * @since 0.1.0
 */
export class PolicyError extends Schema.TaggedError<PolicyError>()("@rlif/core/PolicyError", {
  action: Schema.String,
  reason: Schema.Union([
    InvalidInput,
    TooLong,
    UnknownToken,
    NoNumber,
    OutOfMemory,
    ThreadDied,
    LearnerClosed,
    Underlying,
  ]),
}) {
  override get message(): string {
    return this.reason.message
  }
}
