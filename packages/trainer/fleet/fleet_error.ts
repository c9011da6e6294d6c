import * as Schema from "effect/Schema"

/**
 * A coordinator does not take a worker: its token is wrong, or its bits would be others.
 * @stability unstable
 * @since 0.1.0
 */
export class FleetRefused extends Schema.TaggedError<FleetRefused>()("@rlif/trainer/FleetRefused", {
  reasons: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `Cannot join: ${this.reasons.join("; ")}`
  }
}

/**
 * A coordinator does not know the worker, or the piece of which it speaks: it went on without.
 * @stability unstable
 * @since 0.1.0
 */
export class FleetGone extends Schema.TaggedError<FleetGone>()("@rlif/trainer/FleetGone", {
  what: Schema.Literals(["worker", "learner", "piece"]),
}) {
  override get message(): string {
    return `Cannot go on: the coordinator has forgotten the ${this.what}`
  }
}

/**
 * A worker and its coordinator, or one of them and their database, cannot speak to each other.
 * @stability unstable
 * @since 0.1.0
 */
export class FleetUnreachable extends Schema.TaggedError<FleetUnreachable>()("@rlif/trainer/FleetUnreachable", {
  what: Schema.Literals(["coordinator", "database"]),
  address: Schema.String,
  why: Schema.String,
}) {
  override get message(): string {
    return `Cannot reach the ${this.what} at ${this.address}: ${this.why}`
  }
}
