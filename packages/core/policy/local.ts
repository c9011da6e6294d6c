// The policy in this process. Calls run one at a time, so that an update never changes weights while the sampler reads them.
import { Effect, Semaphore } from "effect"
import { residence } from "../runtime/residence.ts"
import { Runtime } from "../runtime/runtime.ts"
import { fingerprint } from "../graph/fingerprint.ts"
import type { Values } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { isHeavy } from "../generate/budget.ts"
import { cacheNames } from "../generate/cache.ts"
import { residentCache } from "../generate/cache_resident.ts"
import { programCache } from "../runtime/program_cache.ts"
import { attempt, drained, policyError } from "../runtime/drained.ts"
import { type Learning, learning } from "../learn/learning.ts"
import { ofBatch, ofCompletions, ofRequest, ofSequences } from "./_attributes.ts"
import { learnerClosed } from "./_learner_closed.ts"
import { checkRequest, checkSequences } from "./_request.ts"
import { decodeGraph, prefillGraph, samplingKey, samplingOf } from "../generate/graphs.ts"
import { readSignals } from "../learn/read_signals.ts"
import { readerOf } from "../learn/reader.ts"
import { restore, stateOf } from "../learn/training_state.ts"
import type { TrainingState } from "../learn/training.ts"
import { update } from "../learn/update.ts"
import type { Weights } from "../learn/weights.ts"
import { generate } from "../generate/generate.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import { Policy } from "./policy.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { Completion } from "../generate/request.ts"
import type { SampleRequest } from "../generate/request.ts"
import { ordered } from "../signals/ordered.ts"
import type { Signal, Signals } from "../signals/signal.ts"

/**
 * The parts of a policy in this process.
 * @stability unstable
 * @since 0.1.0
 */
export interface LocalPolicy {
  readonly config: ModelConfig
  /** Weights that belong to the policy alone: an update changes them in place. */
  readonly weights: Weights
  /** Tokens that end a completion if the request names none. */
  readonly endTokens: ReadonlyArray<number>
  /** Writes the present weights to a directory. */
  readonly save: (
    directory: string,
    parameters: Weights["parameters"],
  ) => Effect.Effect<void, { readonly message: string }>
}

/**
 * A policy over weights in memory, which live as long as the scope. The caller loads the weights, and `save` stores them.
 * @stability unstable
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (parts: LocalPolicy) {
  const { config, weights: { parameters, frozen }, endTokens, save } = parts
  const all = { ...parameters, ...frozen }
  const turn = yield* Semaphore.make(1)
  const means: Means = { ...parts, ...yield* computing(config, all), made: { updates: 0, hashed: undefined } }
  const { made, runtime } = means
  const [sample, read, learn] = [sampling(means), reading(means), training(means, turn)]

  const write = Effect.fn("Policy.save")(function* (directory: string) {
    yield* Effect.annotateCurrentSpan({ "file.directory": directory, "rlif.version": made.updates })
    yield* Effect.mapError(save(directory, parameters), (cause) => policyError("save", cause))
  })
  // Hashing reads every byte, so a version is hashed only once.
  const version = Effect.sync(() => {
    const { updates } = made
    if (made.hashed?.updates !== updates) made.hashed = { updates, fingerprint: fingerprint(all) }
    return made.hashed
  })

  return Policy.of({
    config,
    provider: runtime.provider,
    endTokens,
    sample: (request) => turn.withPermit(sample(request)),
    read: (sequences, options) => turn.withPermit(read(sequences, options)),
    learn: (learner) => turn.withPermit(learn(learner)),
    save: (directory) => turn.withPermit(write(directory)),
    version: turn.withPermit(version),
  })
})

/** The parts of a policy, where its weights lie, its programs, and how many updates made the weights. */
type Means = LocalPolicy & Effect.Success<ReturnType<typeof computing>> & {
  readonly made: { updates: number; hashed: { readonly updates: number; readonly fingerprint: string } | undefined }
}

const sampling = ({ config, endTokens, feeds, cache, fed, decoders, bound, made }: Means) =>
  Effect.fn("Policy.sample")(function* <S extends string>(request: SampleRequest<S>) {
    yield* Effect.annotateCurrentSpan({ ...ofRequest(request), "rlif.version": made.updates })
    const wrong = checkRequest(request, config)
    if (wrong !== undefined) return yield* wrong
    const { sampling, key } = yield* attempt("sample", () => {
      const sampling = samplingOf(request, config)
      return { sampling, key: samplingKey(sampling, config) }
    })
    const prefill = yield* fed.get(`prefill ${key}`, () => prefillGraph(config, sampling))
    const decode = yield* decoders.get(key, () => decodeGraph(config, sampling))
    const plan = {
      ...request,
      signals: sampling.signals.map(({ name }) => name),
      greedy: request.temperature === 0,
      endTokens: request.endTokens ?? endTokens,
    }
    const means = { config, prefill, decode, parameters: feeds, bound, ...cache }
    const groups = yield* drained("sample", (signal) => generate(plan, { ...means, signal }))
    yield* Effect.annotateCurrentSpan(ofCompletions(groups))
    return groups.map((group) =>
      group.map(({ tokens, finish, signals }): Completion<S> => ({
        tokens,
        finish,
        signals: signals as Signals<S | "logprob">,
        version: made.updates,
      }))
    )
  })

const reading = ({ config, feeds, fed, made }: Means) =>
  Effect.fn("Policy.read")(function* <S extends string>(
    sequences: ReadonlyArray<Sequence>,
    options: { readonly temperature: number; readonly signals: ReadonlyArray<Signal<S>> },
  ) {
    yield* Effect.annotateCurrentSpan({ ...ofSequences(sequences), "rlif.version": made.updates })
    const wrong = checkSequences(sequences, { ...options, config })
    if (wrong !== undefined) return yield* wrong
    if (options.signals.length === 0) return sequences.map(() => ({}) as Signals<S>)
    const signals = yield* attempt("read", () => ordered("read", options.signals, config.vocab))
    const reader = yield* readerOf(config, fed, { temperature: options.temperature, signals })
    const means = { config, reader, parameters: feeds, signals: signals.map(({ name }) => name) }
    const found = yield* drained("read", (signal) => readSignals(sequences, { ...means, signal }))
    return found as ReadonlyArray<Signals<S>>
  })

/** Prepares learners, whose calls take turns with those of the policy. */
const training = (means: Means, turn: Semaphore.Semaphore) =>
  Effect.fn("Policy.learn")(function* (learner: Learner) {
    const { config, weights, runtime, feeds, unbind, made } = means
    yield* Effect.annotateCurrentSpan({ "rlif.trainable": learner.trainable.length, "rlif.version": made.updates })
    const prepared = yield* learning(learner, { runtime, config, weights, parameters: feeds })
    let closed = false
    yield* Effect.addFinalizer(() => Effect.sync(() => void (closed = true)))
    const open = Effect.suspend(() => (closed ? Effect.fail(learnerClosed) : Effect.void))
    const learned = Effect.fn("Policy.update")(function* (batch: TrainingBatch) {
      yield* Effect.annotateCurrentSpan(ofBatch(batch))
      yield* open
      yield* unbind
      const metrics = yield* counted(means, prepared, batch)
      yield* Effect.annotateCurrentSpan("rlif.version", made.updates)
      return metrics
    })
    const state = Effect.fn("Policy.state")(function* () {
      yield* open
      return yield* attempt("state", () => stateOf(prepared, made.updates))
    })
    const restored = Effect.fn("Policy.restore")(function* (state: TrainingState) {
      yield* open
      yield* unbind
      yield* replaced(means, prepared, state)
    })
    return {
      update: (batch: TrainingBatch) => turn.withPermit(learned(batch)),
      state: turn.withPermit(state()),
      restore: (state: TrainingState) => turn.withPermit(restored(state)),
    }
  })

/** An update that is interrupted after its end has still happened, so counting it is drained along with it. */
const counted = ({ renew, made }: Means, prepared: Learning, batch: TrainingBatch) =>
  drained("update", async (signal) => {
    // Renewed after a failed update, too: the weights on the device must be those that would be saved.
    const metrics = await update(prepared, batch, signal).finally(() => renew(prepared.learner.trainable))
    made.updates++
    return metrics
  })

const replaced = Effect.fnUntraced(function* ({ renew, made }: Means, prepared: Learning, state: TrainingState) {
  yield* attempt("restore", () => {
    restore(prepared, state)
    made.updates = state.updates
    made.hashed = undefined
  })
  yield* drained("restore", () => renew(prepared.learner.trainable))
})

/** Where weights lie while programs read them, and the programs. */
const computing = Effect.fnUntraced(function* (config: ModelConfig, all: Values) {
  const given = yield* Runtime
  const scope = yield* Effect.scope
  const heavy = isHeavy(all, given.provider)
  const runtime = heavy ? frugal(given) : given
  const loading = Effect.mapError((cause: { readonly message: string }) => policyError("load", cause))
  const { feeds, renew } = yield* residence(runtime, all).pipe(loading)
  const cache = runtime.keeps ? { cache: yield* residentCache(runtime, config).pipe(loading) } : {}
  const keep = runtime.keeps ? cacheNames(config) : []
  // Programs that are fed the weights survive an update. The decoder, which reads the weights at every token, has them bound,
  // unless they are heavy. Residents are bound without a copy and read at each run: a decoder bound to residents also
  // survives an update.
  const patterned = config.adapter?.ranks !== undefined || config.adapter?.alphas !== undefined
  const fed = programCache(runtime, { scope, capacity: patterned ? 12 + config.layers : 12, keep })
  const bound = !heavy
  const decoders = programCache(runtime, { scope, capacity: 4, keep, bind: bound ? feeds : {} })
  const unbind = bound && !runtime.keeps ? decoders.clear : Effect.void
  return { runtime, feeds, renew, cache, fed, decoders, bound, unbind }
})

/** The same runtime, but its programs retain no memory. */
const frugal = (runtime: Runtime["Service"]): Runtime["Service"] => ({
  ...runtime,
  compile: (graph, options) => runtime.compile(graph, { ...options, retain: false }),
})
