// The messages between a policy's thread and its owner: plain data that can be cloned.
import type { ModelConfig } from "../model/architecture.ts"
import type { Where } from "../runtime/providers/chosen.ts"
import type { Provider } from "../runtime/runtime.ts"
import type { Failure } from "./_failure.ts"
import type { FlatGraph } from "../graph/flat_graph.ts"
import type { Caller, EndedSpan } from "./_spans.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import type { TrainingState } from "../learn/training.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { Completion } from "../generate/request.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { PolicyFolder, PolicyParameters } from "./folder.ts"
import type { FlatSignal } from "../signals/flat_signal.ts"
import type { Signals } from "../signals/signal.ts"

/** The data that starts a thread. */
export interface ThreadStart {
  readonly source: PolicyFolder | { readonly parameters: PolicyParameters }
  readonly where: Where
  readonly caller?: Caller
}

/** A request whose signals are lists. */
export type FlatRequest = Omit<SampleRequest, "signals"> & { readonly signals: ReadonlyArray<FlatSignal> }

/** A learner whose graphs are lists. */
export type FlatLearner = Omit<Learner, "step" | "loss" | "optimizer"> & {
  readonly step: FlatGraph
  readonly loss?: FlatGraph
  readonly optimizer: FlatGraph
}

/** Every call, its input and its output. */
export interface Calls {
  readonly sample: { input: FlatRequest; output: ReadonlyArray<ReadonlyArray<Completion>> }
  readonly read: {
    input: {
      readonly sequences: ReadonlyArray<Sequence>
      readonly options: { readonly temperature: number; readonly signals: ReadonlyArray<FlatSignal> }
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
  readonly version: { input: undefined; output: { readonly updates: number; readonly fingerprint: string } }
}

/** The name of a call. */
export type CallName = keyof Calls

/** A message to the thread. Every call gets one answer, even an interrupted call. */
export type ToThread =
  | {
    readonly kind: "call"
    readonly id: number
    readonly name: CallName
    readonly input: unknown
    readonly caller?: Caller
  }
  | { readonly kind: "interrupt"; readonly id: number }
  | { readonly kind: "close" }

/** A message from the thread; `spans` are present if a tracer listens. */
export type FromThread =
  & { readonly spans?: ReadonlyArray<EndedSpan> }
  & (
    | {
      readonly kind: "ready"
      readonly config: ModelConfig
      readonly provider: Provider
      readonly endTokens: ReadonlyArray<number>
    }
    | { readonly kind: "failed"; readonly failure: Failure }
    | { readonly kind: "done"; readonly id: number; readonly output: unknown }
    | { readonly kind: "undone"; readonly id: number; readonly failure: Failure }
  )
