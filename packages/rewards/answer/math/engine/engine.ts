import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Claim } from "../claim.ts"

/**
 * The truth of a claim, or that an expression of the claim is unreadable or took too long.
 * @since 0.1.0
 */
export type Decision = boolean | "unreadable"

/**
 * The engine could not be started. A claim beyond the engine is no error: the decision is `"unreadable"`.
 * @since 0.1.0
 */
export class EngineError extends Schema.TaggedError<EngineError>()("@rlif/rewards/EngineError", {
  reason: Schema.String,
}) {
  override get message() {
    return `Cannot judge mathematical answers: the algebra engine does not start: ${this.reason}`
  }
}

/**
 * Algebra, for the few answers that exact numbers, words and shapes do not decide. `layerWorker` is its layer.
 * @since 0.1.0
 */
export class Engine extends Context.Service<Engine, {
  readonly decide: (claim: Claim) => Effect.Effect<Decision, EngineError>
}>()("@rlif/rewards/answer/math/engine/Engine") {}
