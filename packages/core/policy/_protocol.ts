// What crosses between a policy's thread and its owner: plain data that can be cloned.
import { Schema } from "effect"
import { PolicyError } from "../runtime/policy_error.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { Where } from "../runtime/providers/chosen.ts"
import type { Provider } from "../runtime/runtime.ts"
import type { FlatGraph } from "./_flat_graph.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { Completion } from "../generate/request.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { PolicyFolder, PolicyParameters } from "./folder.ts"
import type { Signal, Signals } from "../model/signal.ts"

/** What a thread is started with. */
export interface ThreadStart {
  readonly source: PolicyFolder | { readonly parameters: PolicyParameters }
  readonly where: Where
}

/** A learner whose graphs are lists. */
export type FlatLearner = Omit<Learner, "step" | "loss" | "optimizer"> & {
  readonly step: FlatGraph
  readonly loss?: FlatGraph
  readonly optimizer: FlatGraph
}

/** Every call, its input and its output. */
export interface Calls {
  readonly sample: { input: SampleRequest; output: ReadonlyArray<ReadonlyArray<Completion>> }
  readonly read: {
    input: {
      readonly sequences: ReadonlyArray<Sequence>
      readonly options: { readonly temperature: number; readonly signals: ReadonlyArray<Signal> }
    }
    output: ReadonlyArray<Signals>
  }
  /** Hands back the learner's number. */
  readonly learn: { input: FlatLearner; output: number }
  readonly update: {
    input: { readonly id: number; readonly batch: TrainingBatch }
    output: Readonly<Record<string, number>>
  }
  readonly forget: { input: number; output: void }
  readonly save: { input: string; output: void }
  readonly version: { input: undefined; output: { readonly updates: number; readonly fingerprint: string } }
}

/** The name of a call. */
export type CallName = keyof Calls

/** To the thread. Every call gets one answer, also one that was interrupted. */
export type ToThread =
  | { readonly kind: "call"; readonly id: number; readonly name: CallName; readonly input: unknown }
  | { readonly kind: "interrupt"; readonly id: number }
  | { readonly kind: "close" }

/** A failure as data, and back. */
export type Failure = typeof PolicyError.Encoded
export const encodeFailure = Schema.encodeSync(PolicyError)
export const decodeFailure = Schema.decodeSync(PolicyError)

/** From the thread. */
export type FromThread =
  | {
    readonly kind: "ready"
    readonly config: ModelConfig
    readonly provider: Provider
    readonly endTokens: ReadonlyArray<number>
  }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "done"; readonly id: number; readonly output: unknown }
  | { readonly kind: "undone"; readonly id: number; readonly failure: Failure }
