// Every signal through every path: the sampler, the reader, heads cut into chunks, an int8 base, a worker, learning.
import type { ModelConfig } from "@rlif/core/model/architecture"
import { adapterTargets } from "@rlif/core/model/adapter"
import { initializeAdapter } from "@rlif/core/model/initialize"
import { pack } from "@rlif/core/model/pack.ts"
import { readerOf } from "@rlif/core/learn/reader.ts"
import * as Policy from "@rlif/core/policy"
import { programCache } from "@rlif/core/runtime/program_cache.ts"
import { Runtime } from "@rlif/core/runtime/runtime"
import { entropy, signal, topMean } from "@rlif/core/signals"
import { topological } from "@rlif/core/graph/graph"
import { config, weights } from "@rlif/core/testing/tiny_model.ts"
import { logitsAfter, platform, tokenSource, trainingGroups } from "@rlif/core/testing/tiny_policy.ts"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { klCov } from "@rlif/trainer/loss/kl-cov"
import { topEntropy } from "@rlif/trainer/loss/top-entropy"
import { weighing } from "@rlif/trainer/loss/weighing"
import { constant } from "@rlif/trainer/optimizer/schedule"
import type { Weighted } from "@rlif/trainer/stage/advantage"
import { update } from "@rlif/trainer/stage/update"
import { minimized } from "@rlif/trainer/loss/direct"
import type { Column, Loss } from "@rlif/trainer/loss/loss"
import { plus } from "@rlif/trainer/loss/plus"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import { Effect, Layer, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { known } from "../_signals/all.ts"
import { earlyToken } from "../_signals/early_token.ts"

const signals = known.map(({ signal }) => signal)
const int8: ModelConfig = { ...config, adapter: { rank: 2, alpha: 8, targets: adapterTargets, frozen: "int8" } }
const models: ReadonlyArray<readonly [string, ModelConfig]> = [["float32", config], ["int8", int8]]
const parametersOf = (of: ModelConfig) => ({
  config: of,
  parameters: of === config ? weights : { ...weights, ...initializeAdapter(of, 2) },
})

const prompts = [3, 1, 5].map(tokenSource(4))
const whole = {
  prompts,
  seeds: prompts.map((_, i) => [i, 10 + i, 20 + i]),
  signals,
  maxTokens: 6,
  endTokens: [2],
}
const request = { ...whole, temperature: 1.3, signalTemperature: 0.8, topK: 7 }

const life = Effect.gen(function* () {
  const policy = yield* Policy.Policy
  const groups = yield* policy.sample(request)
  const sequences = groups.flatMap((rows, i) =>
    rows.map(({ tokens }) => ({ tokens: Int32Array.of(...prompts[i], ...tokens), promptLength: prompts[i].length }))
  )
  const read = yield* policy.read(sequences, { temperature: 0.8, signals: signals.toReversed() })
  return { sampled: groups.flat(), sequences, read }
})
const here = (of: ModelConfig) =>
  life.pipe(Effect.provide(Policy.layerParameters(parametersOf(of))), Effect.provide(platform), Effect.runPromise)

const furthest = (a: Float32Array, b: ArrayLike<number>) => Math.max(...a.map((x, i) => Math.abs(x - b[i])))

describe.each(models)("a %s base", (_, of) => {
  it("is read as it was sampled", async () => {
    const { sampled, read } = await here(of)
    for (const [i, { signals: found, tokens }] of sampled.entries()) {
      expect(Object.keys(found).toSorted()).toEqual(signals.map(({ name }) => name).toSorted())
      for (const { name } of signals) {
        expect(found[name]).toHaveLength(tokens.length)
        expect(furthest(found[name], read[i][name]), name).toBeLessThan(1e-4)
      }
    }
  })

  it("gives the same bits in a worker", async () => {
    const there = life.pipe(Effect.provide(Policy.layerWorker({ parameters: parametersOf(of) })), Effect.runPromise)
    expect(await there).toEqual(await here(of))
  })
})

it("says what the model's logits say", async () => {
  const { sampled, sequences } = await here(config)
  const contexts = sequences.flatMap(({ tokens, promptLength }) =>
    Array.from({ length: tokens.length - promptLength }, (_, t) => tokens.slice(0, promptLength + t))
  )
  const logits = await logitsAfter(contexts)
  const flat = sampled.flatMap(({ tokens, signals }) => Array.from(tokens, (token, t) => ({ token, t, signals })))
  expect(flat).toHaveLength(logits.length)
  for (const [i, { token, t, signals }] of flat.entries()) {
    const exps = Array.from(logits[i], (z) => Math.exp((z - Math.max(...logits[i])) / 0.8))
    const p = exps.map((x) => x / exps.reduce((a, b) => a + b))
    for (const { signal, exact } of known) expect(signals[signal.name][t]).toBeCloseTo(exact(p, token), 3)
  }
})

it("is read of a head in chunks as at once", () =>
  Effect.gen(function* () {
    const programs = programCache(yield* Runtime, { scope: yield* Effect.scope, capacity: Infinity })
    const layout = pack(config, trainingGroups(3))
    const read = (whole: boolean) =>
      Effect.flatMap(readerOf(config, programs, { temperature: 0.7, signals, whole }), (reader) =>
        Effect.promise(() => reader(layout, weights, new AbortController().signal)))
    const [whole, chunks] = [yield* read(true), yield* read(false)]
    for (const { name } of signals) {
      expect(furthest(whole[name].data as Float32Array, chunks[name].data as Float32Array), name).toBeLessThan(1e-5)
    }
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise))

const all: Loss<Column> = signals.map(minimized).reduce((sum, each) => plus(sum, each))

it.each(models)("is learned layer by layer as at once, over a %s base", async (_, of) => {
  const learned = (recompute: boolean) =>
    Effect.gen(function* () {
      const policy = yield* Policy.Policy
      const learner = compileLearner({ config: of, loss: all, aggregate: tokenMean, optimizer: sgd(), recompute })
      const { update } = yield* policy.learn(learner)
      const groups = trainingGroups(5).map(({ prompt, rows }) => ({
        prompt,
        rows: rows.map(({ tokens, columns: { advantage } }) => ({ tokens, columns: { advantage, old: advantage } })),
      }))
      return [yield* update({ groups, learningRate: 0.01 }), yield* update({ groups, learningRate: 0.01 })]
    }).pipe(
      Effect.scoped,
      Effect.provide(Policy.layerParameters(parametersOf(of))),
      Effect.provide(platform),
      Effect.runPromise,
    )
  const [whole, layered] = [await learned(false), await learned(true)]
  for (const [i, { loss, grad_norm }] of whole.entries()) {
    expect(grad_norm).toBeGreaterThan(0)
    expect(Math.abs(layered[i].loss - loss)).toBeLessThan(1e-4 * Math.abs(loss))
    expect(Math.abs(layered[i].grad_norm - grad_norm)).toBeLessThan(1e-4 * grad_norm)
  }
  expect(whole[1].loss).toBeLessThan(whole[0].loss)
})

it("learns by columns of its own batch, layer by layer as at once", async () => {
  const share = 0.25
  const loss = plus(weighing(topEntropy({ share }), clipped()), klCov({ share: 0.1, weight: 0.5 }))
  const steps = (recompute: boolean) =>
    Effect.gen(function* () {
      const policy = yield* Policy.Policy
      const groups = yield* policy.sample({ ...whole, temperature: 1, signals: [entropy] })
      const batch = groups.map((rows, i): Weighted<"entropy"> => ({
        group: {
          problem: { id: `${i}`, problem: "", gold: "" },
          prompt: prompts[i],
          rollouts: rows.map((row) => ({ ...row, text: "" })),
          temperature: 1,
          version: 0,
        },
        rewards: new Float64Array(rows.length),
        components: {},
        advantages: Float64Array.of(1, -1, 0.5),
      }))
      const options = { aggregate: tokenMean, optimizer: sgd(), schedule: constant(0.1), recompute }
      const learned = Stream.make(batch, batch).pipe(update({ ...options, loss }), Stream.runCollect)
      return { batch, metrics: (yield* learned).map(({ metrics }) => metrics) }
    }).pipe(
      Effect.scoped,
      Effect.provide(Policy.layerParameters(parametersOf(config))),
      Effect.provide(platform),
      Effect.runPromise,
    )
  const [{ batch, metrics }, layered] = [await steps(false), await steps(true)]
  const rows = batch.flatMap(({ group, advantages }) =>
    group.rollouts.flatMap(({ signals }, i) => Array.from(signals.entropy, (h) => ({ h, a: advantages[i] })))
  )
  const least = rows.map(({ h }) => h).sort((a, b) => b - a)[Math.ceil(share * rows.length) - 1]
  const masked = rows.filter(({ h }) => h >= least).reduce((sum, { a }) => sum + a, 0)
  const all = rows.reduce((sum, { a }) => sum + a, 0)
  // Before it has moved every ratio is 1, and nothing is held anywhere.
  expect(metrics[0].loss).toBeCloseTo(-(masked + all) / rows.length, 4)
  expect(metrics[0].kl_cov).toBeCloseTo(Math.max(1, Math.floor(0.1 * rows.length)) / rows.length, 6)
  for (const [i, { loss, grad_norm }] of metrics.entries()) {
    expect(layered.metrics[i].loss).toBeCloseTo(loss, 5)
    expect(layered.metrics[i].grad_norm).toBeCloseTo(grad_norm, 4)
  }
})

it("refuses what cannot be built, and two that differ under one name, here and there", async () => {
  const odd = (k: 1 | 2) => ({ ...topMean(k), name: "odd" }) as const
  const wide = signal({ name: "wide", reads: ["logprobs"], unit: "", source: "", of: ({ logprobs }) => logprobs })
  const refused = (layer: Layer.Layer<Policy.Policy, unknown>) =>
    Effect.gen(function* () {
      const policy = yield* Policy.Policy
      const sequence = { tokens: Int32Array.of(1, 2, 3), promptLength: 1 }
      const read = (signals: Parameters<typeof policy.read>[1]["signals"]) =>
        Effect.flip(policy.read([sequence], { temperature: 1, signals }))
      return [
        (yield* read([odd(1), odd(2)])).message,
        (yield* read([wide])).message,
        (yield* Effect.flip(policy.sample({ ...request, signals: [odd(1), odd(2)] }))).message,
        (yield* Effect.flip(policy.sample({ ...request, signals: [{ ...entropy, name: "token" }] }))).message,
        // Nothing of it has harmed the policy.
        Object.keys((yield* policy.read([sequence], { temperature: 1, signals: [entropy] }))[0]).join(),
      ]
    }).pipe(Effect.provide(layer), Effect.runPromise)
  const expected = [
    'Cannot read: two signals that differ are called "odd"',
    expect.stringContaining('Cannot build signal "wide": it is (M, 19), not one number a token, (M)'),
    'Cannot sample: two signals that differ are called "odd"',
    `Cannot build signal "token": the policy's graphs have that name for themselves`,
    "entropy",
  ]
  expect(await refused(Layer.provide(Policy.layerParameters(parametersOf(config)), platform))).toEqual(expected)
  expect(await refused(Policy.layerWorker({ parameters: parametersOf(config) }))).toEqual(expected)
})

it("computes what was asked for, and nothing else", () => {
  const options = { config, aggregate: tokenMean, optimizer: sgd(), sampled: false, recompute: true } as const
  const { signals, loss } = compileLearner({ ...options, loss: minimized(topMean(2)) })
  // The entropy is a metric.
  expect(signals.map(({ name }) => name)).toEqual(["entropy", "top_2_mean"])
  expect(Object.keys(loss!.inputs).filter((name) => name.startsWith("signal.")).toSorted()).toEqual([
    "signal.entropy",
    "signal.top_2_mean",
  ])
})

it("reads a token's own signal without a model", () =>
  Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const [{ earlyToken: found }] = yield* policy.read([{ tokens: Int32Array.of(1, 2, 3, 0, 9), promptLength: 1 }], {
      temperature: 1,
      signals: [earlyToken],
    })
    expect([...found]).toEqual([1, 0, 1, 0])
    // Where nothing is asked for, nothing is computed, and nothing said.
    expect(yield* policy.read([{ tokens: Int32Array.of(1, 2), promptLength: 1 }], { temperature: 1, signals: [] }))
      .toEqual([{}])
  }).pipe(
    Effect.provide(Policy.layerParameters(parametersOf(config))),
    Effect.provide(platform),
    Effect.runPromise,
  ))

describe("a learner", () => {
  const options = { config, aggregate: tokenMean, optimizer: sgd(), sampled: false, recompute: true } as const
  const sizes = (loss: Loss<never>) => {
    const learner = compileLearner({ ...options, loss })
    return [learner.step, learner.loss!].map(({ outputs }) => topological(Object.values(outputs)).length)
  }

  it("computes a signal once, however many values name it", () => {
    const shared = topMean(2)
    expect(sizes(plus(minimized(topMean(2)), minimized(topMean(2))))).toEqual(
      sizes(plus(minimized(shared), minimized(shared))),
    )
  })

  it("has no metric that stands for what is learned", () => {
    for (const name of ["loss", "entropy"]) {
      const loss: Loss = { ...minimized(topMean(2)), metrics: ({ mask }) => ({ [name]: mask }) }
      expect(() => sizes(loss)).toThrow(`Cannot learn: every learner has a metric "${name}" for itself`)
    }
  })

  it("names the signal that it cannot build", () => {
    const wide = signal({ name: "wide", reads: ["logprobs"], unit: "", source: "", of: ({ logprobs }) => logprobs })
    expect(() => sizes(minimized(wide))).toThrow('Cannot build signal "wide"')
  })
})
