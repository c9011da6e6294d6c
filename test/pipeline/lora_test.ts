// Low-rank adapters through the whole loop: only they change, they are what is saved, and folded in they are the same model.
import { logprob, selfCertainty as certainty } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import { saveFolder } from "@rlif/core/checkpoint/folder"
import { heldOutProblems } from "@rlif/core/data/arithmetic"
import { type Adapter, adapterTargets } from "@rlif/core/model/adapter"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import { mergeAdapter } from "@rlif/core/model/merge-adapter"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { Tokenizer } from "@rlif/core/text"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { clipped } from "@rlif/trainer/loss/clipped"
import { k3 } from "@rlif/trainer/loss/k3"
import { plus } from "@rlif/trainer/loss/plus"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { advantage } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { update } from "@rlif/trainer/stage/update"
import { Effect, flow, Layer, Stream } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"

const base = shippedFolder("base")
const adapter: Adapter = { rank: 4, alpha: 8, targets: adapterTargets }
const folder = mkdtempSync(join(tmpdir(), "rlif-lora-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)

/** Some updates, then the adapter's folder and what problems are answered greedily with. */
const trained = (policy: Layer.Layer<Policy.Policy, unknown, never>, out: string) =>
  Effect.gen(function* () {
    const service = yield* Policy.Policy
    const { encode } = yield* Tokenizer
    const prompts = heldOutProblems(3, 8).map(({ problem }) => encode(problem))
    const answers = service.sample({
      prompts,
      seeds: prompts.map(() => [0]),
      signals: [logprob],
      maxTokens: 64,
      temperature: 0,
    })
    const before = yield* answers
    const steps = yield* Stream.fromIterable(heldOutProblems(2, 24)).pipe(
      Stream.grouped(8),
      lookahead(0)(
        flow(
          sample({ completions: 4, maxTokens: 48, seed: 1, signals: [certainty] }),
          score(selfCertainty()),
          advantage(standardized()),
        ),
        update({
          loss: plus(clipped(), times(0.1, k3)),
          aggregate: tokenMean,
          optimizer: adamw(),
          schedule: constant(2e-3),
        }),
      ),
      Stream.runCollect,
    )
    yield* service.save(out)
    return {
      before,
      after: yield* answers,
      losses: steps.map(({ metrics }) => metrics.loss),
      distances: steps.map(({ metrics }) => metrics.kl),
    }
  }).pipe(
    Effect.provide(Layer.merge(policy, Tokenizer.layerFolder(base))),
    Effect.provide(NodeServices.layer),
    Effect.runPromise,
  )
const here = (directory: string, options = {}) =>
  Policy.layerFolder(directory, options).pipe(Layer.provide(Layer.merge(Cpu.layer, NodeServices.layer)))

const first = await trained(here(base, { adapter, seed: 5 }), at("adapter"))

it("trains and saves the adapter alone", async () => {
  expect(readdirSync(at("adapter")).sort()).toEqual([
    "adapter_config.json",
    "adapter_model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
  ])
  const [fresh, learned] = await Promise.all([
    loadAdapted(base, { adapter, seed: 5 }),
    loadAdapted(at("adapter")),
  ].map((load) => Effect.runPromise(Effect.provide(load, NodeServices.layer))))
  const changed = Object.keys(fresh.parameters).filter((name) =>
    fresh.parameters[name].data.some((x, i) => x !== learned.parameters[name].data[i])
  )
  expect(changed).toEqual(Object.keys(adapterShapes(fresh.config)))
  expect(learned.base).toBe(base)
  expect(first.after).not.toEqual(first.before)
})

it("measures its distance from the start, at which the adapter was nothing", () => {
  expect(first.distances.length).toBe(3)
  expect(Math.abs(first.distances[0])).toBeLessThan(1e-6)
  expect(first.distances[2]).toBeGreaterThan(1e-5)
})

it("gives the same bits in a worker", async () => {
  const second = await trained(Policy.layerWorker({ folder: base, adapter, seed: 5 }), at("again"))
  expect(second.losses).toEqual(first.losses)
  expect(second.after).toEqual(
    first.after.map((group) => group.map(({ tokens, ...rest }) => ({ ...rest, tokens: new Int32Array(tokens) }))),
  )
})

it("goes on from an adapter folder, and folded in answers the same", async () => {
  const service = (directory: string) =>
    Effect.gen(function* () {
      const policy = yield* Policy.Policy
      const { encode } = yield* Tokenizer
      const prompts = heldOutProblems(3, 8).map(({ problem }) => encode(problem))
      return yield* policy.sample({
        prompts,
        seeds: prompts.map(() => [0]),
        signals: [logprob],
        maxTokens: 64,
        temperature: 0,
      })
    }).pipe(
      Effect.provide(Layer.merge(here(directory), Tokenizer.layerFolder(directory))),
      Effect.provide(NodeServices.layer),
      Effect.runPromise,
    )
  const tokens = (groups: Awaited<ReturnType<typeof service>>) =>
    groups.map((group) => group.map(({ tokens }) => [...tokens]))
  expect(tokens(await service(at("adapter")))).toEqual(tokens(first.after))
  await Effect.gen(function* () {
    const all = yield* loadAdapted(at("adapter"))
    const { adapter: _, ...config } = all.config
    yield* saveFolder(at("merged"), { ...all, config, parameters: mergeAdapter(all.config, all.parameters) })
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
  expect(tokens(await service(at("merged")))).toEqual(tokens(first.after))
})
