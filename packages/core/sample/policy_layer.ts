// The policy in this process. Every call takes its turn: an update never changes weights under a sampler.
import { Effect, Layer, Semaphore } from "effect"
import { Runtime } from "../runtime/runtime.ts"
import type { Values } from "../runtime/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { programCache } from "./_compiled.ts"
import { attempt, drained } from "./_drain.ts"
import { checkRequest, checkSequences } from "./_request.ts"
import { decodeGraph, prefillGraph, type Sampling } from "./_sampler_graphs.ts"
import { score, scoreGraph } from "./_score.ts"
import { learningState, update } from "./_update.ts"
import { copyWeights, gatherWeights, type Weights } from "./_weights.ts"
import { generate } from "./generate.ts"
import type { Learner, TrainingBatch } from "./learner.ts"
import { type Completion, Policy, type SampleRequest, type Sequence } from "./policy.ts"
import type { PolicyError } from "./policy_error.ts"
import type { Signal, Signals } from "./signal.ts"

/** What a policy starts from. */
export interface PolicyParameters {
  readonly config: ModelConfig
  /** Initial weights by checkpoint name; copied. */
  readonly parameters: Values
  /** Tokens that end a completion where a request names none. Default: none. */
  readonly endTokens?: ReadonlyArray<number>
}

// What a policy does with its weights outside of memory.
interface Checkpoint {
  readonly write: (directory: string, parameters: Weights["parameters"]) => Effect.Effect<void, PolicyError>
  readonly fingerprint: (parameters: Weights["parameters"]) => string
}

const make = Effect.fnUntraced(function* (source: PolicyParameters, checkpoint: Checkpoint) {
  const { config, endTokens = [] } = source
  const runtime = yield* Runtime
  const scope = yield* Effect.scope
  const turn = yield* Semaphore.make(1)
  const weights = yield* attempt("load", () => gatherWeights(config, source.parameters))
  const { parameters } = weights
  // Programs that are fed the weights outlive an update; the decoder, which reads them once a token, has them bound.
  const fed = programCache(runtime, { scope, capacity: 8 })
  const bound = programCache(runtime, { scope, capacity: 4, bind: parameters })
  let updates = 0
  let hashed: { readonly updates: number; readonly fingerprint: string } | undefined

  const sample = Effect.fn("Policy.sample")(function* <S extends Signal>(request: SampleRequest<S>) {
    const wrong = checkRequest(request, config)
    if (wrong !== undefined) return yield* wrong
    const sampling = samplingOf(request)
    const key = JSON.stringify(sampling)
    const prefill = yield* fed.get(`prefill ${key}`, () => prefillGraph(config, sampling))
    const decode = yield* bound.get(key, () => decodeGraph(config, sampling))
    const ends = request.endTokens ?? endTokens
    const plan = { ...request, signals: sampling.signals, greedy: request.temperature === 0, endTokens: ends }
    const groups = yield* drained("sample", (signal) => generate(plan, { config, prefill, decode, parameters, signal }))
    return groups.map((group) =>
      group.map(({ tokens, finish, signals }): Completion<S> => ({
        tokens,
        finish,
        signals: signals as Signals<S | "logprob">,
        version: updates,
      }))
    )
  })

  const scoring = (temperature: number, signals: ReadonlyArray<Signal>) =>
    fed.get(`score ${JSON.stringify([temperature, signals])}`, () => scoreGraph(config, { temperature, signals }))

  const read = Effect.fn("Policy.score")(function* <S extends Signal>(
    sequences: ReadonlyArray<Sequence>,
    options: { readonly temperature: number; readonly signals: ReadonlyArray<S> },
  ) {
    const wrong = checkSequences(sequences, { ...options, config })
    if (wrong !== undefined) return yield* wrong
    const signals = ordered(options.signals)
    const program = yield* scoring(options.temperature, signals)
    const means = { config, program, parameters, signals }
    const read = yield* drained("score", (signal) => score(sequences, { ...means, signal }))
    return read as ReadonlyArray<Signals<S>>
  })

  const learner = Effect.fn("Policy.learner")(function* (learner: Learner) {
    const own = yield* Effect.scope
    const programs = programCache(runtime, { scope: own, capacity: 3 })
    const state = yield* attempt("learn", () => learningState(learner, weights))
    const step = yield* programs.get("step", () => learner.step)
    const optimizer = yield* programs.get("optimizer", () => learner.optimizer)
    const score = () => scoreGraph(config, { temperature: learner.temperature, signals: ["logprob"] })
    const reference = learner.reference
      ? { program: yield* programs.get("reference", score), parameters: copyWeights(weights).parameters }
      : undefined
    const learning = { learner, config, weights, step, optimizer, reference, state }
    // An interrupted update that has reached its end has happened, so the count is part of what is drained.
    const learn = (batch: TrainingBatch) =>
      drained("update", async (signal) => {
        const metrics = await update(learning, batch, signal)
        updates++
        return metrics
      })
    return (batch: TrainingBatch) =>
      bound.clear.pipe(Effect.andThen(learn(batch)), turn.withPermit, Effect.withSpan("Policy.update"))
  })

  // Hashing reads every byte: once a version.
  const version = Effect.sync(() => {
    if (hashed?.updates !== updates) hashed = { updates, fingerprint: checkpoint.fingerprint(parameters) }
    return hashed
  })

  return Policy.of({
    config,
    provider: runtime.provider,
    endTokens,
    sample: (request) => turn.withPermit(sample(request)),
    score: (sequences, options) => turn.withPermit(read(sequences, options)),
    learner: (value) => turn.withPermit(learner(value)),
    save: (directory) => turn.withPermit(checkpoint.write(directory, parameters)),
    version: turn.withPermit(version),
  })
})

// Signals in one order, each once, so that equal requests share their programs.
const ordered = (signals: ReadonlyArray<Signal>) =>
  (["logprob", "entropy", "selfCertainty"] as const).filter((name) => signals.includes(name))

const samplingOf = ({ signals, temperature, signalTemperature, topK, topP }: SampleRequest): Sampling => ({
  signals: ordered(["logprob", ...signals]),
  temperature,
  signalTemperature: signalTemperature ?? (temperature === 0 ? 1 : temperature),
  // Greedy chooses the likeliest, which no mask removes.
  ...(temperature > 0 && topK !== undefined ? { topK } : {}),
  ...(temperature > 0 && topP !== undefined ? { topP } : {}),
})

/** A policy over given weights: fresh ones, or what a test made up. */
export const policyParameters = (source: PolicyParameters): Layer.Layer<Policy, PolicyError, Runtime> =>
  Layer.effect(Policy, make(source, { write: () => Effect.void, fingerprint: () => "" }))
