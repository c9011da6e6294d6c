import type * as Effect from "effect/Effect"
import type { Value } from "../graph/value.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { EarlierVersion } from "./held.ts"
import type { TrainingBatch } from "./learner.ts"

/**
 * All that updates change, as plain data: what a run needs to go on, to go back, or to go on elsewhere.
 * @stability unstable
 * @since 0.1.0
 */
export interface TrainingState {
  /** Updates of the policy's weights so far. */
  readonly updates: number
  /** Steps of the optimizer, which counts from its own beginning. */
  readonly steps: number
  /** By name: `weight.<parameter>` and `slot.<slot>.<parameter>`, for each trainable parameter. */
  readonly tensors: Readonly<Record<string, Value<"float32">>>
  /** Versions before this one that are held to sample by, the oldest first. Absent where there are none. */
  readonly earlier?: ReadonlyArray<EarlierVersion>
  /** SHA-256 of the weights that never change. */
  readonly constants: string
  /** SHA-256 of the weights that a penalty compares with, those before the first update; "" where none does. */
  readonly reference: string
}

/**
 * A learner at work. Its state lives as long as the scope that it was prepared in.
 * @stability unstable
 * @since 0.1.0
 */
export interface Training {
  /** One update, which gives the metrics of its batch. No weight changes before all gradients are there and finite. */
  readonly update: (batch: TrainingBatch) => Effect.Effect<Readonly<Record<string, number>>, PolicyError>
  /** A copy of the state. */
  readonly state: Effect.Effect<TrainingState, PolicyError>
  /**
   * Goes on from a state, bit for bit, in this process or another. Fails, and changes nothing, where the state is of another
   * learner, or where what it compares with or builds on is another model.
   */
  readonly restore: (state: TrainingState) => Effect.Effect<void, PolicyError>
}
