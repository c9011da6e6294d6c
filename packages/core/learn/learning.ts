// From a learner, which is data, to its compiled programs and their state.
import { Effect } from "effect"
import type { ModelConfig } from "../model/architecture.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { residence } from "../runtime/residence.ts"
import type { Feeds } from "../runtime/feeds.ts"
import { type Compiled, programCache } from "../runtime/program_cache.ts"
import { attempt, policyError } from "../runtime/drained.ts"
import { byLayers, byStep, type Differentiate } from "./_differentiate.ts"
import { type LearningState, learningState } from "./_learning_state.ts"
import { type Reader, readerOf } from "./reader.ts"
import { copyWeights, type Weights } from "./weights.ts"
import type { Learner } from "./learner.ts"
import { logprob } from "../signals/logprob.ts"

/** The programs and state of updates; gradients and slots are as long as the trainable weights. */
export interface Learning {
  readonly learner: Learner
  readonly config: ModelConfig
  readonly weights: Weights
  /** The feeds of the weights. */
  readonly parameters: Feeds
  readonly differentiate: Differentiate
  readonly optimizer: Compiled
  /** The reader of reference log-probabilities, if the learner asks for them. */
  readonly reference:
    | { readonly reader: Reader; readonly parameters: Feeds; readonly first: Weights["parameters"] }
    | undefined
  readonly state: LearningState
}

/** Compiles a learner for the present weights. Programs live as long as the scope. */
export const learning = Effect.fnUntraced(function* (
  learner: Learner,
  { runtime, config, weights, parameters }: {
    readonly runtime: Runtime["Service"]
    readonly config: ModelConfig
    readonly weights: Weights
    readonly parameters: Feeds
  },
) {
  const state = yield* attempt("learn", () => learningState(learner, weights))
  const programs = programCache(runtime, { scope: yield* Effect.scope, capacity: Infinity })
  const differentiate = learner.loss === undefined
    ? yield* byStep(learner, state, programs)
    : yield* byLayers({ config, learner, loss: learner.loss }, state, programs)
  const optimizer = yield* programs.get("optimizer", () => learner.optimizer)
  const asked = { temperature: learner.temperature, signals: [logprob], whole: learner.loss === undefined }
  const first = learner.reference ? copyWeights(weights, learner.trainable).parameters : {}
  const frozen = residence(runtime, first)
  const { feeds } = yield* Effect.mapError(frozen, (cause) => policyError("learn", cause))
  const reference = learner.reference
    ? {
      reader: yield* readerOf(config, programs, asked),
      // Frozen weights never change, so they are not copied.
      parameters: { ...parameters, ...feeds },
      first,
    }
    : undefined
  const made: Learning = { learner, config, weights, parameters, differentiate, optimizer, reference, state }
  return made
})
