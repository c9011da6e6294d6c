// A lane in this thread: programs over weights that it reads where they lie.
import * as Effect from "effect/Effect"
import { isHeavy } from "../generate/budget.ts"
import { cacheNames } from "../generate/cache.ts"
import { residentCache } from "../generate/cache_resident.ts"
import { generate } from "../generate/generate.ts"
import { decodeGraph, drawsApart, prefillGraph, samplingKey, samplingOf } from "../generate/graphs.ts"
import type { SampleRequest } from "../generate/request.ts"
import { gradients } from "../learn/gradient.ts"
import type { Learner } from "../learn/learner.ts"
import { readerOf } from "../learn/reader.ts"
import { readSignals } from "../learn/read_signals.ts"
import type { Weights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { Prompted } from "../model/prompted.ts"
import { attempt, drained, policyError } from "../runtime/drained.ts"
import { programCache } from "../runtime/program_cache.ts"
import { residence } from "../runtime/residence.ts"
import { Runtime } from "../runtime/runtime.ts"
import { ordered } from "../signals/ordered.ts"
import type { Signal } from "../signals/signal.ts"
import type { Lane, LaneLearner, Renew } from "./lane.ts"

/** A lane that reads weights where they lie. */
export type LocalLane = Lane & { readonly renew: Renew }

/** A lane over these weights, which it never changes, until the scope closes. */
export const localLane = Effect.fnUntraced(function* (config: ModelConfig, weights: Weights) {
  const means: Means = { config, weights, ...yield* computing(config, weights) }
  const { unbind, renew } = means
  const made: LocalLane = {
    sample: sampling(means),
    read: reading(means),
    learn: learning(means),
    // A decoder that has the weights bound has them as they were.
    renew: (changed) => Effect.andThen(unbind, drained("update", () => renew(Object.keys(changed)))),
  }
  return made
})

type Means = Effect.Success<ReturnType<typeof computing>> & {
  readonly config: ModelConfig
  readonly weights: Weights
}

const sampling = ({ config, feeds, cache, fed, decoders, bound }: Means) =>
  Effect.fnUntraced(function* (request: SampleRequest) {
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
      drawsApart: drawsApart(sampling),
      penalizes: sampling.repetitionPenalty !== undefined,
      endTokens: request.endTokens ?? [],
    }
    const means = { config, prefill, decode, parameters: feeds, bound, ...cache }
    return yield* drained("sample", (signal) => generate(plan, { ...means, signal }))
  })

const reading = ({ config, feeds, fed }: Means) =>
  Effect.fnUntraced(function* (
    groups: ReadonlyArray<Prompted>,
    { temperature, signals: asked }: { readonly temperature: number; readonly signals: ReadonlyArray<Signal> },
  ) {
    const signals = yield* attempt("read", () => ordered("read", asked, config.vocab))
    const reader = yield* readerOf(config, fed, { temperature, signals })
    const means = { config, reader, parameters: feeds, signals: signals.map(({ name }) => name) }
    return yield* drained("read", (signal) => readSignals(groups, { ...means, signal }))
  })

const learning = ({ config, weights, runtime, feeds, unbind }: Means) =>
  Effect.fnUntraced(function* (learner: Learner) {
    const gradient = yield* gradients(learner, { runtime, config, weights, parameters: feeds })
    const made: LaneLearner = {
      // The decoder's own weights are not needed any more, once something is to be learned.
      gradient: (piece, into) => Effect.andThen(unbind, drained("update", (signal) => gradient(piece, into, signal))),
    }
    return made
  })

/** Where weights lie while programs read them, and the programs. */
const computing = Effect.fnUntraced(function* (config: ModelConfig, { parameters, frozen }: Weights) {
  const all = { ...parameters, ...frozen }
  const given = yield* Runtime
  const scope = yield* Effect.scope
  const heavy = isHeavy(all, given.provider)
  const runtime = computedBy(given, heavy)
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

/**
 * The same runtime for programs of a model: those of a heavy one retain no memory, and those of another have one thread each on
 * the processor, so that no bit depends on the number of its cores.
 */
const computedBy = (runtime: Runtime["Service"], heavy: boolean): Runtime["Service"] => ({
  ...runtime,
  compile: (graph, options) =>
    runtime.compile(graph, {
      ...options,
      ...(heavy ? { retain: false } : runtime.provider === "cpu" ? { threads: 1 } : {}),
    }),
})
