// An int8 base under an adapter, through the whole loop: sampler and learner compute with the very same integers.
import { logprob, selfCertainty as certainty } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import { heldOutProblems } from "@rlif/core/data/arithmetic"
import { type Adapter, adapterTargets } from "@rlif/core/model/adapter"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import { quantized, quantizedWeights } from "@rlif/core/model/quantized.ts"
import { type Value, value } from "@rlif/core/graph/value"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { Tokenizer } from "@rlif/core/text"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
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
const folder = mkdtempSync(join(tmpdir(), "rlif-int8-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)
const run = <A, E>(effect: Effect.Effect<A, E, Layer.Success<typeof NodeServices.layer>>) =>
  Effect.runPromise(Effect.provide(effect, NodeServices.layer))
const platform = Layer.merge(Cpu.layer, NodeServices.layer)

const learning = {
  loss: plus(clipped(), times(0.1, k3)),
  aggregate: tokenMean,
  optimizer: adamw(),
} as const

/** Three updates, and what problems are answered greedily with before and after them. */
const trained = (policy: Layer.Layer<Policy.Policy, unknown, never>, out: string) =>
  Effect.gen(function* () {
    const { sample: complete, save, version } = yield* Policy.Policy
    const { encode } = yield* Tokenizer
    const prompts = heldOutProblems(3, 8).map(({ problem }) => encode(problem))
    const seeds = prompts.map(() => [0])
    const answers = complete({ prompts, seeds, signals: [logprob], maxTokens: 64, temperature: 0 })
    const before = yield* answers
    const first = yield* version
    const steps = yield* Stream.fromIterable(heldOutProblems(2, 24)).pipe(
      Stream.grouped(8),
      lookahead(0)(
        flow(
          sample({ completions: 4, maxTokens: 48, seed: 1, signals: [certainty] }),
          score(selfCertainty()),
          advantage(standardized()),
        ),
        update({ ...learning, schedule: constant(2e-3) }),
      ),
      Stream.runCollect,
    )
    yield* save(out)
    const last = yield* version
    return { before, after: yield* answers, metrics: steps.map(({ metrics }) => metrics), first, last }
  }).pipe(Effect.provide(Layer.merge(policy, Tokenizer.layerFolder(base))), run)

const here = Policy.layerFolder(base, { adapter, seed: 5, frozen: "int8" }).pipe(Layer.provide(platform))
const found = await trained(here, at("adapter"))

it("learns, and sampler and learner agree as they do in float32", () => {
  expect(found.metrics.length).toBe(3)
  for (const metrics of found.metrics) {
    expect(metrics["sampling/sampling_logp_difference/mean"]).toBeLessThan(1e-6)
    expect(metrics["sampling/sampling_logp_difference/max"]).toBeLessThan(5e-5)
    expect(metrics.grad_norm).toBeGreaterThan(0)
  }
  expect(Math.abs(found.metrics[0].kl)).toBeLessThan(1e-6)
  expect(found.metrics[2].kl).toBeGreaterThan(1e-5)
  expect(found.after).not.toEqual(found.before)
  expect(found.last.fingerprint).not.toBe(found.first.fingerprint)
})

it("saves an adapter like any other: of the model's own weights, and silent about integers", async () => {
  expect(readdirSync(at("adapter")).sort()).toEqual([
    "adapter_config.json",
    "adapter_model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
  ])
  const saved = await run(loadAdapted(at("adapter")))
  expect(saved.config.adapter).toEqual(adapter)
  expect(saved.base).toBe(base)
  expect(Object.keys(quantizedWeights(saved.config))).toEqual([])
  const fresh = await run(loadAdapted(base, { adapter, seed: 5 }))
  const same = Object.keys(fresh.parameters).filter((name) =>
    fresh.parameters[name].data.every((x, i) => x === saved.parameters[name].data[i])
  )
  expect(same).toEqual(Object.keys(fresh.parameters).filter((name) => !name.includes("lora_")))
})

it("gives the same bits in a worker", async () => {
  const again = await trained(Policy.layerWorker({ folder: base, adapter, seed: 5, frozen: "int8" }), at("again"))
  expect(again.metrics.map(({ loss }) => loss)).toEqual(found.metrics.map(({ loss }) => loss))
  expect(again.last).toEqual(found.last)
})

it("goes on from an adapter folder, and answers as the float32 model of the same numbers", async () => {
  const answers = (policy: typeof here) =>
    Effect.gen(function* () {
      const { encode } = yield* Tokenizer
      const prompts = heldOutProblems(3, 8).map(({ problem }) => encode(problem))
      const seeds = prompts.map(() => [0])
      const { sample } = yield* Policy.Policy
      const groups = yield* sample({ prompts, seeds, signals: [logprob], maxTokens: 64, temperature: 0 })
      return groups.flat().map(({ tokens }) => [...tokens])
    }).pipe(Effect.provide(Layer.merge(policy, Tokenizer.layerFolder(base))), run)
  const after = found.after.flat().map(({ tokens }) => [...tokens])
  const again = Policy.layerFolder(at("adapter"), { frozen: "int8" }).pipe(Layer.provide(platform))
  expect(await answers(again)).toEqual(after)

  const { config, parameters, endTokens } = await run(loadAdapted(at("adapter")))
  const int8 = { ...config, adapter: { ...adapter, frozen: "int8" } } as const
  const [stored, scales] = [quantized(int8, parameters), quantizedWeights(int8)]
  const restored = Object.entries(parameters).map(([name, parameter]): readonly [string, Value] => {
    if (scales[name] === undefined) return [name, parameter]
    const [{ data, dims }, scale] = [stored[name], stored[scales[name]].data]
    return [name, value("float32", dims, Float32Array.from(data, (x, i) => x * scale[Math.floor(i / dims[1])]))]
  })
  const float = Policy.layerParameters({ config, parameters: Object.fromEntries(restored), endTokens })
  expect(await answers(float.pipe(Layer.provide(platform)))).toEqual(after)
})

it("has nothing to train but the adapter", async () => {
  const error = await run(
    Effect.flip(Layer.build(Policy.layerFolder(base, { frozen: "int8" }))).pipe(
      Effect.scoped,
      Effect.provide(platform),
    ),
  )
  expect(error).toMatchObject({ _tag: "@rlif/core/PolicyError", action: "load" })
  expect(error.message).toContain("it has no adapter, so no weights are frozen in int8")

  const name = "model.layers.0.mlp.up_proj.weight"
  const { config } = await run(loadAdapted(base, { adapter, frozen: "int8" }))
  const trainable = [name, ...Object.keys(adapterShapes(config))]
  expect(() => compileLearner({ config, ...learning, trainable })).toThrow(
    `Cannot train "${name}": it is frozen in int8`,
  )
  // A learner that was made for the same model in float32.
  const stranger = compileLearner({ config: { ...config, adapter }, ...learning, trainable })
  const refused = await run(
    Policy.Policy.use((policy) => Effect.flip(policy.learn(stranger))).pipe(Effect.scoped, Effect.provide(here)),
  )
  expect(refused).toMatchObject({ _tag: "@rlif/core/PolicyError", action: "learn" })
  expect(refused.message).toBe(`Cannot learn: "${name}" is frozen in int8`)
})
