// What computes pieces of a policy's work: a lane, under weights that it is told. Which lane computes which piece changes no
// bit, as the settings cut the work, and never the number of lanes.
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Generated } from "../generate/generate.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { Values } from "../graph/value.ts"
import type { Gradient, Into, Piece } from "../learn/gradient.ts"
import type { Learner } from "../learn/learner.ts"
import type { RowSignals } from "../learn/read_signals.ts"
import type { Prompted } from "../model/prompted.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Signal } from "../signals/signal.ts"

/** One who computes, a piece at a time. */
export interface Lane {
  /** Samples a part of a request, whose end tokens are named. */
  readonly sample: (request: SampleRequest) => Effect.Effect<ReadonlyArray<ReadonlyArray<Generated>>, PolicyError>
  /** The signals of each row of some groups, which go through the model at once. */
  readonly read: (
    groups: ReadonlyArray<Prompted>,
    asked: { readonly temperature: number; readonly signals: ReadonlyArray<Signal> },
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<RowSignals>>, PolicyError>
  /** Prepares a learner; a penalty compares with the weights of now. */
  readonly learn: (learner: Learner) => Effect.Effect<LaneLearner, PolicyError, Scope.Scope>
}

/** Takes the present values of weights that have changed. */
export type Renew = (changed: Values) => Effect.Effect<void, PolicyError>

/** A learner that a lane has prepared. */
export interface LaneLearner {
  /** The gradient of a piece, in an array that was given for it. */
  readonly gradient: (piece: Piece, into: Into) => Effect.Effect<Gradient, PolicyError>
}
