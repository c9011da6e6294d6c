// From a learner, which is data, to what runs it: compiled graphs, and slabs for gradients and optimizer state.
import { Effect } from "effect"
import type { ModelConfig } from "../model/architecture.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { residence } from "../runtime/residence.ts"
import type { Feeds } from "../runtime/value.ts"
import { type Compiled, programCache } from "./_compiled.ts"
import { attempt, policyError } from "./_drain.ts"
import { byLayers, byStep, type Differentiate } from "./_differentiate.ts"
import { type Scorer, scorerOf } from "./_scorer.ts"
import { copyWeights, type Weights } from "./_weights.ts"
import type { Learner } from "./learner.ts"
import { PolicyError } from "./policy_error.ts"

/** What an update runs on; gradients and slots are as long as the trainable weights. */
export interface Learning {
  readonly learner: Learner
  readonly config: ModelConfig
  readonly weights: Weights
  /** The weights as programs are fed them. */
  readonly parameters: Feeds
  readonly differentiate: Differentiate
  readonly optimizer: Compiled
  /** Present where the learner asks for reference log-probabilities. */
  readonly reference: { readonly scorer: Scorer; readonly parameters: Feeds } | undefined
  readonly state: LearningState
}

/** What an update leaves behind for the next. */
export interface LearningState {
  readonly tensors: ReadonlyArray<Trainable>
  readonly gradient: Float32Array
  readonly slots: ReadonlyArray<Float32Array>
  steps: number
}

/** A trainable parameter: its weights, and where it lies among the gradients. */
export interface Trainable {
  readonly name: string
  readonly dims: ReadonlyArray<number>
  readonly weight: Float32Array
  readonly at: number
  readonly length: number
}

/** Slabs for the parameters that `learner` trains. Throws a PolicyError where its graphs and the model disagree. */
export const learningState = (learner: Learner, { parameters }: Weights): LearningState => {
  const { trainable, step, loss, optimizer, slots, metrics } = learner
  const refuse = (message: string) => new PolicyError({ action: "learn", message: `Cannot learn: ${message}` })
  const stranger = trainable.find((name) => parameters[name] === undefined)
  if (stranger !== undefined) throw refuse(`the model has no parameter "${stranger}"`)
  const wanted = [
    ...[...trainable.map((name) => `grad.${name}`), ...Object.keys(metrics)].map((name) =>
      ["step", step, name] as const
    ),
    ...Object.keys(loss === undefined ? {} : metrics).map((name) => ["loss", loss!, name] as const),
    ...["parameter", ...slots.map(({ name }) => name)].map((name) => ["optimizer", optimizer, `next.${name}`] as const),
  ]
  for (const [which, { outputs }, name] of wanted) {
    if (outputs[name] === undefined) throw refuse(`the ${which} graph has no output "${name}"`)
  }
  const tensors: Array<Trainable> = []
  let at = 0
  for (const [name, { dims, data }] of Object.entries(parameters)) {
    if (!trainable.includes(name)) continue
    tensors.push({ name, dims, weight: data, at, length: data.length })
    at += data.length
  }
  return {
    tensors,
    gradient: new Float32Array(at),
    slots: slots.map(({ init }) => new Float32Array(at).fill(init)),
    steps: 0,
  }
}

/** Compiles a learner for the weights as they are; its programs live as long as the scope. */
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
  const asked = { temperature: learner.temperature, signals: ["logprob"] as const, whole: learner.loss === undefined }
  const frozen = residence(runtime, learner.reference ? copyWeights(weights, learner.trainable).parameters : {})
  const { feeds } = yield* Effect.mapError(frozen, (cause) => policyError("learn", cause))
  const reference = learner.reference
    ? {
      scorer: yield* scorerOf(config, programs, asked),
      // What never changes is read where it is.
      parameters: { ...parameters, ...feeds },
    }
    : undefined
  const made: Learning = { learner, config, weights, parameters, differentiate, optimizer, reference, state }
  return made
})
