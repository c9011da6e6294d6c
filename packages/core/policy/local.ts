// The policy in this process. Calls run one at a time, so that an update never changes weights while the sampler reads them.
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Completion, SampleRequest } from "../generate/request.ts"
import { samplePieces } from "../generate/pieces.ts"
import { fingerprint } from "../graph/fingerprint.ts"
import { each, type Lanes, learnerOf } from "../lane/lanes.ts"
import { lanesOf } from "../lane/lanes_of.ts"
import { learnerClosed } from "../lane/learner_closed.ts"
import { past } from "../lane/past.ts"
import { heldVersions } from "../learn/held.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import { type Learning, learning, slabLength } from "../learn/learning.ts"
import { gathered, readPieces } from "../learn/read_signals.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { TrainingState } from "../learn/training.ts"
import { restore, stateOf } from "../learn/training_state.ts"
import { update } from "../learn/update.ts"
import type { Weights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { attempt, policyError } from "../runtime/drained.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"
import { Runtime } from "../runtime/runtime.ts"
import { ordered } from "../signals/ordered.ts"
import type { Signal, Signals } from "../signals/signal.ts"
import { reaching } from "../wire/reaching.ts"
import { ofBatch, ofCompletions, ofRequest, ofSequences } from "./_attributes.ts"
import { Policy } from "./policy.ts"
import { checkRequest, checkSequences } from "./_request.ts"

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
  /** Parts of a request at least; see `Cut`. */
  readonly parts?: number
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
export const make = Effect.fnUntraced(function* (given: LocalPolicy) {
  const { config, weights, endTokens, save, parts } = given
  const { parameters, frozen } = weights
  const all = { ...parameters, ...frozen }
  const turn = yield* Semaphore.make(1)
  const made: Means["made"] = { updates: 0, hashed: undefined }
  const runtime = yield* Runtime
  const own = yield* lanesOf(config, weights)
  const cut = parts === undefined ? own : { ...own, parts, adds: false }
  const lanes = yield* reaching(cut, config, weights)
  const held = heldVersions(weights)
  const earlier = yield* past(lanes, { weights, held })
  const means: Means = { ...given, runtime, made, lanes, held, earlier }
  /** By the weights of now, or of a version that is held. */
  const by = <A>(version: number | undefined, action: string, use: (lanes: Lanes) => Effect.Effect<A, PolicyError>) =>
    version === undefined ? turn.withPermit(use(lanes)) : earlier.by(version, action, use)
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
    sample: (request) => by(request.version, "sample", (lanes) => sample(request, lanes)),
    read: (sequences, options) => by(options.version, "read", (lanes) => read(sequences, options, lanes)),
    learn: (learner) => turn.withPermit(learn(learner)),
    save: (directory) => turn.withPermit(write(directory)),
    hold: (most) =>
      turn.withPermit(
        Number.isInteger(most) && most > 0
          ? Effect.sync(() => held.hold(made.updates, most))
          : Effect.fail(notHeld(most)),
      ),
    version: turn.withPermit(version),
  })
})

const notHeld = (most: number) => {
  const message = `Cannot hold ${most} versions: that is no positive integer`
  return new PolicyError({ action: "hold", reason: new InvalidInput({ field: "most", message }) })
}

/** The parts of a policy, who computes, and how many updates made the weights. */
interface Means extends LocalPolicy {
  readonly runtime: Runtime["Service"]
  readonly lanes: Lanes
  readonly held: ReturnType<typeof heldVersions>
  readonly earlier: Effect.Success<ReturnType<typeof past>>
  readonly made: { updates: number; hashed: { readonly updates: number; readonly fingerprint: string } | undefined }
}

const sampling = ({ config, endTokens, lanes: { parts }, made }: Means) =>
  Effect.fn("Policy.sample")(function* <S extends string>({ version, ...request }: SampleRequest<S>, lanes: Lanes) {
    const updates = version ?? made.updates
    yield* Effect.annotateCurrentSpan({ ...ofRequest(request), "rlif.version": updates })
    const wrong = checkRequest(request, config)
    if (wrong !== undefined) return yield* wrong
    const pieces = samplePieces({ ...request, endTokens: request.endTokens ?? endTokens }, {
      config,
      least: parts,
    })
    const groups = (yield* each(lanes, pieces, (lane, piece) => lane.sample(piece))).flat()
    yield* Effect.annotateCurrentSpan(ofCompletions(groups))
    return groups.map((group) =>
      group.map(({ tokens, finish, drawn, signals }): Completion<S> => ({
        tokens,
        finish,
        signals: signals as Signals<S | "logprob">,
        ...(drawn === undefined ? {} : { drawn }),
        version: updates,
      }))
    )
  })

const reading = ({ config, lanes: { parts }, made }: Means) =>
  Effect.fn("Policy.read")(function* <S extends string>(
    sequences: ReadonlyArray<Sequence>,
    { version, ...options }: {
      readonly temperature: number
      readonly signals: ReadonlyArray<Signal<S>>
      readonly version?: number
    },
    lanes: Lanes,
  ) {
    yield* Effect.annotateCurrentSpan({ ...ofSequences(sequences), "rlif.version": version ?? made.updates })
    const wrong = checkSequences(sequences, { ...options, config })
    if (wrong !== undefined) return yield* wrong
    const asked = yield* attempt("read", () => ordered("read", options.signals, config.vocab))
    const signals = asked.map(({ name }) => name)
    if (signals.length === 0) return sequences.map(() => ({}) as Signals<S>)
    const pieces = readPieces(sequences, { config, even: parts > 1 })
    const read = yield* each(lanes, pieces, (lane, piece) => lane.read(piece, options))
    const found = yield* attempt("read", () => gathered(sequences, { signals, pieces, read }))
    return found as ReadonlyArray<Signals<S>>
  })

/** Prepares learners, whose calls take turns with those of the policy. */
const training = (means: Means, turn: Semaphore.Semaphore) =>
  Effect.fn("Policy.learn")(function* (learner: Learner) {
    const { config, weights, runtime, lanes, made, held, earlier } = means
    yield* Effect.annotateCurrentSpan({ "rlif.trainable": learner.trainable.length, "rlif.version": made.updates })
    const prepared = yield* learning(learner, { runtime, config, weights })
    yield* earlier.still(Effect.sync(() => held.learns(learner.trainable)))
    const summed = yield* learnerOf(lanes, learner, slabLength(prepared.tensors))
    let closed = false
    yield* Effect.addFinalizer(() => Effect.sync(() => void (closed = true)))
    const open = Effect.suspend(() => (closed ? Effect.fail(learnerClosed) : Effect.void))
    const learned = Effect.fn("Policy.update")(function* (batch: TrainingBatch) {
      yield* Effect.annotateCurrentSpan(ofBatch(batch))
      yield* open
      const changed = (whole: boolean) =>
        Effect.andThen(renewed(means, prepared), Effect.sync(() => void (made.updates += Number(whole))))
      const metrics = yield* update(prepared, batch, { even: lanes.parts > 1, summed, changed })
      yield* Effect.annotateCurrentSpan("rlif.version", made.updates)
      return metrics
    })
    const state = Effect.fn("Policy.state")(function* () {
      yield* open
      return yield* attempt("state", () => {
        const earlier = held.before(made.updates)
        return { ...stateOf(prepared, made.updates), ...(earlier.length === 0 ? {} : { earlier }) }
      })
    })
    const restored = Effect.fn("Policy.restore")(function* (state: TrainingState) {
      yield* open
      yield* replaced(means, prepared, state)
    })
    return {
      update: (batch: TrainingBatch) => turn.withPermit(learned(batch)),
      state: turn.withPermit(state()),
      restore: (state: TrainingState) => turn.withPermit(restored(state)),
    }
  })

/** Tells the lanes which weights have changed. */
const renewed = ({ lanes, weights }: Means, { learner }: Learning) =>
  lanes.renew(Object.fromEntries(learner.trainable.map((name) => [name, weights.parameters[name]])))

const replaced = Effect.fnUntraced(function* (means: Means, prepared: Learning, state: TrainingState) {
  const { made, held } = means
  const { earlier = [] } = state
  yield* attempt("restore", () => {
    held.check(earlier)
    restore(prepared, state)
    held.put(earlier, state.updates)
    made.updates = state.updates
    made.hashed = undefined
  })
  yield* Effect.uninterruptible(renewed(means, prepared))
})
