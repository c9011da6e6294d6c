// The policy in this process. Every call takes its turn: an update never changes weights under a sampler.
import { Effect, type FileSystem, Layer, type Path, Semaphore } from "effect"
import { fingerprint } from "../checkpoint/fingerprint.ts"
import { type AdaptedFolder, type AdaptedOptions, loadAdapted } from "../checkpoint/adapted.ts"
import { saveAdapter } from "../checkpoint/adapter.ts"
import { saveFolder } from "../checkpoint/folder.ts"
import { residence } from "../runtime/residence.ts"
import { Runtime } from "../runtime/runtime.ts"
import type { Values } from "../graph/value.ts"
import { adapterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { isHeavy } from "../generate/budget.ts"
import { cacheNames } from "../generate/cache.ts"
import { residentCache } from "../generate/cache_resident.ts"
import { programCache } from "../runtime/program_cache.ts"
import { attempt, drained, policyError } from "../runtime/drained.ts"
import { learning } from "../learn/learning.ts"
import { checkRequest, checkSequences } from "./_request.ts"
import { decodeGraph, ordered, prefillGraph, samplingOf } from "../generate/graphs.ts"
import { score } from "../learn/read_signals.ts"
import { scorerOf } from "../learn/scorer.ts"
import { update } from "../learn/update.ts"
import { copyWeights, ownWeights, type Weights } from "../learn/weights.ts"
import { generate } from "../generate/generate.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import { Policy } from "./policy.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { Completion } from "../generate/request.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Signal, Signals } from "../model/signal.ts"

/** What a policy starts from: a folder in memory, of which only the shape and the weights must be given. */
export interface PolicyParameters {
  readonly config: ModelConfig
  /** Initial weights by checkpoint name, in float32 also where the policy will store integers; copied. */
  readonly parameters: Values
  /** Those that are integers already, and their scales, by the names of `quantizedWeights`. Default: none. */
  readonly frozen?: Values
  /** Tokens that end a completion where a request names none. Default: none. */
  readonly endTokens?: ReadonlyArray<number>
  readonly padToken?: number
  /** What other programs read of a model folder; see `FolderConfig`. */
  readonly beginToken?: number
  readonly generation?: Readonly<Record<string, unknown>>
  /** The tokenizer's files by name, written beside the weights. Default: none. */
  readonly files?: Readonly<Record<string, Uint8Array>>
  /** Where the shape has an adapter, the model that it is for: a folder, or a name of a hub. Default: unnamed. */
  readonly base?: string
  /** Of that name. */
  readonly revision?: string
}

/** What saving needs beside the policy's runtime. */
type Files = FileSystem.FileSystem | Path.Path

/** A policy over given weights, such as fresh ones. */
export const policyParameters = (source: PolicyParameters): Layer.Layer<Policy, PolicyError, Runtime | Files> =>
  Layer.effect(Policy, open(source, (weights) => copyWeights(weights)))

/**
 * A policy over a Hugging Face model folder, or over an adapter in PEFT's format with the model that it names. Fails where
 * the folder is not whole, or asks for what is not supported. With `adapter` the model gets a fresh one, which alone is
 * trained by default, and alone is saved. With `frozen` what it is for takes a quarter of the memory.
 *
 * Both layers run in this process: a call blocks its thread while it computes, and lets others run between tokens and
 * between micro-batches. `save` replaces what the directory holds of a model.
 */
export const policyFolder = (
  directory: string,
  options: AdaptedOptions = {},
): Layer.Layer<Policy, PolicyError, Runtime | Files> =>
  Layer.effect(
    Policy,
    // What was loaded is nobody else's: the policy takes it as it lies.
    loadAdapted(directory, options).pipe(
      Effect.mapError((cause) => policyError("load", cause)),
      Effect.flatMap((folder) => open(folder, (weights) => weights)),
    ),
  )

const open = Effect.fnUntraced(function* (source: PolicyParameters, take: (weights: Weights) => Weights) {
  const { parameters, frozen, ...folder } = source
  const weights = yield* attempt("load", () => take(ownWeights(source.config, { ...parameters, ...frozen })))
  return yield* make(weights, { endTokens: [], files: {}, ...folder })
})

const make = Effect.fnUntraced(function* (weights: Weights, folder: Omit<AdaptedFolder, "parameters">) {
  const { config, endTokens } = folder
  const { parameters, frozen } = weights
  const all = { ...parameters, ...frozen }
  const given = yield* Runtime
  const heavy = isHeavy(all, given.provider)
  const runtime = heavy ? frugal(given) : given
  const files = yield* Effect.context<Files>()
  const scope = yield* Effect.scope
  const turn = yield* Semaphore.make(1)
  const loading = Effect.mapError((cause: { readonly message: string }) => policyError("load", cause))
  const { feeds, renew } = yield* residence(runtime, all).pipe(loading)
  const cache = runtime.keeps ? { cache: yield* residentCache(runtime, config).pipe(loading) } : {}
  const keep = runtime.keeps ? cacheNames(config) : []
  // Programs that are fed the weights outlive an update; the decoder, which reads them once a token, has them bound unless
  // they are heavy. Bound residents take no copy and are read at each run, so that it then outlives an update too.
  const fed = programCache(runtime, { scope, capacity: 12, keep })
  const bound = !heavy
  const decoders = programCache(runtime, { scope, capacity: 4, keep, bind: bound ? feeds : {} })
  const unbind = bound && !runtime.keeps ? decoders.clear : Effect.void
  let updates = 0
  let hashed: { readonly updates: number; readonly fingerprint: string } | undefined

  const sample = Effect.fn("Policy.sample")(function* <S extends Signal>(request: SampleRequest<S>) {
    const wrong = checkRequest(request, config)
    if (wrong !== undefined) return yield* wrong
    const sampling = samplingOf(request)
    const key = JSON.stringify(sampling)
    const prefill = yield* fed.get(`prefill ${key}`, () => prefillGraph(config, sampling))
    const decode = yield* decoders.get(key, () => decodeGraph(config, sampling))
    const ends = request.endTokens ?? endTokens
    const plan = { ...request, signals: sampling.signals, greedy: request.temperature === 0, endTokens: ends }
    const means = { config, prefill, decode, parameters: feeds, bound, ...cache }
    const groups = yield* drained("sample", (signal) => generate(plan, { ...means, signal }))
    return groups.map((group) =>
      group.map(({ tokens, finish, signals }): Completion<S> => ({
        tokens,
        finish,
        signals: signals as Signals<S | "logprob">,
        version: updates,
      }))
    )
  })

  const read = Effect.fn("Policy.score")(function* <S extends Signal>(
    sequences: ReadonlyArray<Sequence>,
    options: { readonly temperature: number; readonly signals: ReadonlyArray<S> },
  ) {
    const wrong = checkSequences(sequences, { ...options, config })
    if (wrong !== undefined) return yield* wrong
    // At least one, so that there is something to compute.
    const asked = { temperature: options.temperature, signals: ordered(["logprob", ...options.signals]) }
    const scorer = yield* scorerOf(config, fed, asked)
    const means = { config, scorer, parameters: feeds, signals: asked.signals }
    const read = yield* drained("score", (signal) => score(sequences, { ...means, signal }))
    return read as ReadonlyArray<Signals<S>>
  })

  const learner = Effect.fn("Policy.learner")(function* (learner: Learner) {
    const prepared = yield* learning(learner, { runtime, config, weights, parameters: feeds })
    // An interrupted update that has reached its end has happened, so the count is part of what is drained.
    const counted = (batch: TrainingBatch) =>
      drained("update", async (signal) => {
        // Whatever an update that fails has left behind: what is on the device is what would be saved.
        const metrics = await update(prepared, batch, signal).finally(() => renew(learner.trainable))
        updates++
        return metrics
      })
    return (batch: TrainingBatch) =>
      unbind.pipe(Effect.andThen(counted(batch)), turn.withPermit, Effect.withSpan("Policy.update"))
  })

  // Hashing reads every byte: once a version.
  const version = Effect.sync(() => {
    if (hashed?.updates !== updates) hashed = { updates, fingerprint: fingerprint(all) }
    return hashed
  })

  return Policy.of({
    config,
    provider: runtime.provider,
    endTokens,
    sample: (request) => turn.withPermit(sample(request)),
    score: (sequences, options) => turn.withPermit(read(sequences, options)),
    learner: (value) => turn.withPermit(learner(value)),
    save: (directory) =>
      saved(directory, { ...folder, parameters }).pipe(
        Effect.mapError((cause) => policyError("save", cause)),
        Effect.provideContext(files),
        turn.withPermit,
      ),
    version: turn.withPermit(version),
  })
})

/** The same runtime, whose programs retain no memory. */
const frugal = (runtime: Runtime["Service"]): Runtime["Service"] => ({
  ...runtime,
  compile: (graph, options) => runtime.compile(graph, { ...options, retain: false }),
})

/** Writes the model, or the adapter alone where there is one. */
const saved = (directory: string, folder: AdaptedFolder) => {
  const { config, parameters, base, revision, files } = folder
  if (config.adapter === undefined) return saveFolder(directory, folder, { overwrite: true })
  const own = Object.fromEntries(Object.keys(adapterShapes(config)).map((name) => [name, parameters[name]]))
  const named = { ...(base === undefined ? {} : { base }), ...(revision === undefined ? {} : { revision }) }
  const adapter = { adapter: config.adapter, ...named, parameters: own, files }
  return saveAdapter(directory, adapter, { overwrite: true })
}
