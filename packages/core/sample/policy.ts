import { Context, type Effect, type Scope } from "effect"
import type { Seed } from "../random/seed.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { Provider } from "../runtime/runtime.ts"
import type { Learner, TrainingBatch } from "./learner.ts"
import type { PolicyError } from "./policy_error.ts"
import type { Signal, Signals } from "./signal.ts"
import type { Stop } from "./stop.ts"

/** What to sample: `seeds[i]` has one seed, any integer, for each completion of `prompts[i]`. */
export interface SampleRequest<S extends Signal = Signal> {
  readonly prompts: ReadonlyArray<Int32Array>
  readonly seeds: ReadonlyArray<ReadonlyArray<Seed>>
  readonly signals: ReadonlyArray<S>
  readonly maxTokens: number
  /** 0 is greedy. */
  readonly temperature: number
  /** The temperature of the signals: that of sampling by default, 1 where sampling is greedy. */
  readonly signalTemperature?: number
  /** Choose among the k likeliest only; the signals still see every token. */
  readonly topK?: number
  /** Choose among the likeliest whose probability first reaches p; the signals still see every token. */
  readonly topP?: number
  /** Tokens that end a completion; the model's own by default. */
  readonly endTokens?: ReadonlyArray<number>
  /** Texts that end it, too. Default: none. */
  readonly stop?: Stop | undefined
}

/** A sampled completion as token ids: no text behind the policy. */
export interface Completion<S extends Signal = Signal> {
  readonly tokens: Int32Array
  readonly finish: "stop" | "length"
  readonly signals: Signals<S | "logprob">
  /** How many updates the weights that sampled it had seen. */
  readonly version: number
}

/** A sequence to read rather than to write: the first `promptLength` tokens are given. */
export interface Sequence {
  readonly tokens: Int32Array
  readonly promptLength: number
}

/**
 * The model behind one coarse service: weights, sampler and learner. ONNX Runtime blocks its thread, so the same calls
 * run in-process (`policy_layer.ts`) or in a worker (`policy_worker.ts`). What crosses is tokens, signals and advantages.
 */
export class Policy extends Context.Service<Policy, {
  readonly config: ModelConfig
  readonly provider: Provider
  readonly endTokens: ReadonlyArray<number>
  /** Samples one group a prompt; each prompt is computed once. Signals come from the pass that sampled the token. */
  readonly sample: <S extends Signal>(
    request: SampleRequest<S>,
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<Completion<S>>>, PolicyError>
  /** The signals of given tokens under the current weights. */
  readonly score: <S extends Signal>(
    sequences: ReadonlyArray<Sequence>,
    options: {
      readonly temperature: number
      readonly signals: ReadonlyArray<S>
    },
  ) => Effect.Effect<ReadonlyArray<Signals<S>>, PolicyError>
  /** Takes a learner in and hands back its update; optimizer state lives as long as the scope. */
  readonly learner: (
    learner: Learner,
  ) => Effect.Effect<
    (
      batch: TrainingBatch,
    ) => Effect.Effect<Readonly<Record<string, number>>, PolicyError>,
    PolicyError,
    Scope.Scope
  >
  /** Writes a model folder: config, weights, generation config and the tokenizer files it was loaded with. */
  readonly save: (directory: string) => Effect.Effect<void, PolicyError>
  /** How many updates the weights have seen, and a hash of their bytes. */
  readonly version: Effect.Effect<
    { readonly updates: number; readonly fingerprint: string },
    PolicyError
  >
}>()("@rlif/core/sample/Policy") {}
