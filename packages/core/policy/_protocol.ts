// The calls of a policy's thread: plain data that can be cloned.
import type { ModelConfig } from "../model/architecture.ts"
import type { Where } from "../runtime/providers/chosen.ts"
import type { Provider } from "../runtime/runtime.ts"
import type { FlatLearner } from "../learn/flat_learner.ts"
import type { TrainingBatch } from "../learn/learner.ts"
import type { TrainingState } from "../learn/training.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { Completion } from "../generate/request.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { PolicyFolder, PolicyParameters } from "./folder.ts"
import type { FlatSignal } from "../signals/flat_signal.ts"
import type { Signals } from "../signals/signal.ts"

/** The data that starts a thread. */
export interface Start {
  readonly source: PolicyFolder | { readonly parameters: PolicyParameters }
  readonly where: Where
}

/** The policy that a thread has once it has begun. */
export interface Ready {
  readonly config: ModelConfig
  readonly provider: Provider
  readonly endTokens: ReadonlyArray<number>
}

/** A request whose signals are lists. */
export type FlatRequest = Omit<SampleRequest, "signals"> & { readonly signals: ReadonlyArray<FlatSignal> }

/** Every call, its input and its output. */
export interface Calls {
  readonly sample: { input: FlatRequest; output: ReadonlyArray<ReadonlyArray<Completion>> }
  readonly read: {
    input: {
      readonly sequences: ReadonlyArray<Sequence>
      readonly options: {
        readonly temperature: number
        readonly signals: ReadonlyArray<FlatSignal>
        readonly version?: number
      }
    }
    output: ReadonlyArray<Signals>
  }
  /** Gives the learner's number. */
  readonly learn: { input: FlatLearner; output: number }
  readonly update: {
    input: { readonly id: number; readonly batch: TrainingBatch }
    output: Readonly<Record<string, number>>
  }
  readonly state: { input: number; output: TrainingState }
  readonly restore: { input: { readonly id: number; readonly state: TrainingState }; output: void }
  readonly forget: { input: number; output: void }
  readonly save: { input: string; output: void }
  readonly hold: { input: number; output: void }
  readonly version: { input: undefined; output: { readonly updates: number; readonly fingerprint: string } }
}
