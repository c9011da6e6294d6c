// The calls of a lane's thread: plain data that can be cloned.
import type { Generated } from "../generate/generate.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { FlatLearner } from "../learn/flat_learner.ts"
import type { Gradient, Into, Piece } from "../learn/gradient.ts"
import type { RowSignals } from "../learn/read_signals.ts"
import type { Weights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { Prompted } from "../model/prompted.ts"
import type { FlatSignal } from "../signals/flat_signal.ts"

/** The data that starts a lane. */
export interface Start {
  readonly config: ModelConfig
  readonly weights: Weights
}

/** Every call, its input and its output. */
export interface Calls {
  readonly sample: {
    input: Omit<SampleRequest, "signals"> & { readonly signals: ReadonlyArray<FlatSignal> }
    output: ReadonlyArray<ReadonlyArray<Generated>>
  }
  readonly read: {
    input: {
      readonly groups: ReadonlyArray<Prompted>
      readonly temperature: number
      readonly signals: ReadonlyArray<FlatSignal>
    }
    output: ReadonlyArray<ReadonlyArray<RowSignals>>
  }
  /** Gives the learner's number. */
  readonly learn: { input: FlatLearner; output: number }
  readonly gradient: {
    input: { readonly id: number; readonly piece: Piece; readonly into: Into }
    output: Gradient
  }
  readonly forget: { input: number; output: void }
  /** Weights side by side in memory that threads share, in the order of their names. */
  readonly renew: {
    input: { readonly names: ReadonlyArray<string>; readonly shared: SharedArrayBuffer }
    output: void
  }
}
