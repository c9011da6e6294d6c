import { Context, type Effect, type Scope } from "effect"
import type { Completion, SampleRequest } from "../generate/request.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { Provider } from "../runtime/runtime.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Signal, Signals } from "../signals/signal.ts"

/**
 * The model behind one coarse service: weights, sampler and learner. ONNX Runtime blocks its thread, so the same calls
 * run in-process (`local.ts`) or in a worker (`worker.ts`). What crosses is tokens, signals and advantages.
 */
export class Policy extends Context.Service<Policy, {
  readonly config: ModelConfig
  readonly provider: Provider
  readonly endTokens: ReadonlyArray<number>
  /** Samples one group a prompt; each prompt is computed once. Signals come from the pass that sampled the token. */
  readonly sample: <S extends string>(
    request: SampleRequest<S>,
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<Completion<S>>>, PolicyError>
  /** The signals of given tokens under the current weights. */
  readonly read: <S extends string>(
    sequences: ReadonlyArray<Sequence>,
    options: {
      readonly temperature: number
      readonly signals: ReadonlyArray<Signal<S>>
    },
  ) => Effect.Effect<ReadonlyArray<Signals<S>>, PolicyError>
  /** Takes a learner in and hands back its update; optimizer state lives as long as the scope. */
  readonly learn: (
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
}>()("@rlif/core/policy/Policy") {}
