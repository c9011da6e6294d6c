import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Completion, SampleRequest } from "../generate/request.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { Provider } from "../runtime/runtime.ts"
import type { Learner } from "../learn/learner.ts"
import type { Training } from "../learn/training.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Signal, Signals } from "../signals/signal.ts"

/**
 * The model behind one coarse service: weights, sampler and learner. ONNX Runtime blocks its thread, so the service runs
 * either in this process (`layerFolder`, `layerParameters`) or in a worker (`layerWorker`). Arguments and results are plain
 * data: tokens, signals and advantages.
 * @since 0.1.0
 */
export class Policy extends Context.Service<Policy, {
  readonly config: ModelConfig
  readonly provider: Provider
  readonly endTokens: ReadonlyArray<number>
  /** Samples one group a prompt. Each prompt is computed once; signals come from the pass that sampled the token. */
  readonly sample: <S extends string>(
    request: SampleRequest<S>,
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<Completion<S>>>, PolicyError>
  /** The signals of the completion tokens of given sequences in nats. */
  readonly read: <S extends string>(
    sequences: ReadonlyArray<Sequence>,
    options: {
      readonly temperature: number
      readonly signals: ReadonlyArray<Signal<S>>
      /** The version of the weights to read by, which is held. Default: the newest. */
      readonly version?: number
    },
  ) => Effect.Effect<ReadonlyArray<Signals<S>>, PolicyError>
  /** Prepares a learner, whose optimizer's state lives in the scope. */
  readonly learn: (learner: Learner) => Effect.Effect<Training, PolicyError, Scope.Scope>
  /** Writes a model folder: config, weights, generation config and the tokenizer's files; of an adapter, the adapter alone. */
  readonly save: (directory: string) => Effect.Effect<void, PolicyError>
  /**
   * Holds the weights of now, so that requests may ask for them by their version, the number of updates, while learning goes on:
   * what is asked of a version that is held overlaps updates. At most so many are held, the newest. They are part of the state of a
   * training.
   */
  readonly hold: (most: number) => Effect.Effect<void, PolicyError>
  /** The number of updates that made the weights, and a hash of the weights' bytes. */
  readonly version: Effect.Effect<
    { readonly updates: number; readonly fingerprint: string },
    PolicyError
  >
}>()("@rlif/core/policy/Policy") {}
