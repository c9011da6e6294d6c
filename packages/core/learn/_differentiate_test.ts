// Layer by layer as at once: every cut of the head, tied and untied, all weights and some, an adapter, an int8 base.
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { backward } from "../grad/backward.ts"
import { type Graph, graph } from "../graph/graph.ts"
import { add, div, mul } from "../graph/ops/arithmetic.ts"
import { input } from "../graph/ops/leaf.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { exp, neg } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { Adapter } from "../model/adapter.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { type GridLayout, gridLayout } from "../model/grid_layout.ts"
import { initialize, initializeAdapter } from "../model/initialize.ts"
import { grid, pack } from "../model/pack.ts"
import { type Packed, packedModel } from "../model/packed.ts"
import { flattenSignal } from "../signals/flat_signal.ts"
import { allSignals } from "../signals/all_signals.ts"
import { tokenSignals } from "../signals/token_signals.ts"
import { random } from "../random/seed.ts"
import { Runtime } from "../runtime/runtime.ts"
import { value } from "../graph/value.ts"
import { programCache } from "../runtime/program_cache.ts"
import { byLayers, byStep } from "./_differentiate.ts"
import { slabLength, trainables } from "./_trainable.ts"
import { config as llama } from "../testing/tiny_model.ts"
import { platform, smallLearner, trainingGroups } from "../testing/tiny_policy.ts"
import { ownWeights } from "./weights.ts"
import type { Learner } from "./learner.ts"

const temperature = 0.7

const signalsOf = (packed: Packed) => tokenSignals(allSignals, packed, temperature)

/** Reads every signal, none linearly. */
const learnerOf = (config: ModelConfig, trainable?: ReadonlyArray<string>): Learner & { readonly loss: Graph } => {
  const packed = packedModel(config)
  const of = (
    { logprob, entropy, selfCertainty }: ReturnType<typeof signalsOf>,
    { toGrid, mask }: GridLayout,
  ): Tensor<"float32"> => {
    const advantage = input("advantage", mask.shape)
    const first = mul(advantage, exp(toGrid(logprob)))
    const second = mul(toGrid(entropy), toGrid(selfCertainty))
    return neg(div(reduceSum(add(first, second)), input("tokens", [])))
  }
  const names = trainable ?? Object.keys(packed.parameters)
  const whole = of(signalsOf(packed), packed)
  const gradients = backward(whole, names.map((name) => packed.parameters[name]))
  const [logprob, entropy, selfCertainty] = ["logprob", "entropy", "selfCertainty"].map((name) =>
    input(`signal.${name}`, ["M"])
  )
  const flat = of({ logprob, entropy, selfCertainty }, gridLayout("R", "float32"))
  const [a, b, c] = backward(flat, [logprob, entropy, selfCertainty])
  return {
    ...smallLearner({ trainable: [] }),
    signals: allSignals.map((signal) => flattenSignal(signal, config.vocab)),
    temperature,
    trainable: names,
    metrics: { loss: "sum" },
    step: graph({ ...Object.fromEntries(names.map((name, i) => [`grad.${name}`, gradients[i]])), loss: whole }),
    loss: graph({ loss: flat, "grad.logprob": a, "grad.entropy": b, "grad.selfCertainty": c }),
  }
}

/** The gradient of two micro-batches, and the loss of the second; before them an attempt may end after so many runs. */
const gradientOf = (
  config: ModelConfig,
  learner: Learner & { readonly loss: Graph },
  { logits, stop }: { readonly logits?: number; readonly stop?: number } = {},
) =>
  Effect.gen(function* () {
    const runtime = yield* Runtime
    const fresh = config.adapter === undefined ? {} : initializeAdapter(config, 2)
    // The addition is not zero, so that both factors have a gradient.
    const { normal } = random(4)
    for (const [name, { data }] of Object.entries(fresh)) {
      if (name.endsWith("lora_B.weight")) data.forEach((_, i) => (data[i] = 0.3 * normal()))
    }
    const weights = ownWeights(config, { ...initialize(config, 5, { deviation: 0.35 }), ...fresh })
    const tensors = trainables(learner, weights)
    const programs = programCache(runtime, { scope: yield* Effect.scope, capacity: Infinity })
    const differentiate = logits === undefined
      ? yield* byStep(learner, tensors, programs)
      : yield* byLayers({ config, learner, loss: learner.loss, logits }, tensors, programs)
    const parts = [trainingGroups(7).slice(0, 3), trainingGroups(8)]
    const gradient = new Float32Array(slabLength(tensors))
    const batchOf = (part: (typeof parts)[number], adds: boolean, signal = new AbortController().signal) => {
      const columns = {
        advantage: grid(part, (row) => row.columns.advantage),
        tokens: value("float32", [], Float32Array.of(50)),
      }
      return {
        parameters: { ...weights.parameters, ...weights.frozen },
        layout: pack(config, part),
        columns,
        into: gradient,
        adds,
        signal,
      }
    }
    if (stop !== undefined) {
      const attempt = differentiate(batchOf(parts[1], false, stopping(stop)))
      expect(yield* Effect.promise(() => attempt.catch((error: Error) => error.message))).toBe("stopped")
    }
    let loss = NaN
    for (const [i, part] of parts.entries()) {
      loss = Number((yield* Effect.promise(() => differentiate(batchOf(part, i > 0)))).loss.data[0])
    }
    const parts_ = tensors.map(({ name, at, length }) => [name, gradient.slice(at, at + length)] as const)
    return { loss, gradients: Object.fromEntries(parts_) }
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise)

/** Lets so many runs begin. */
const stopping = (runs: number): AbortSignal => {
  let left = runs
  const throwIfAborted = () => {
    if (left-- === 0) throw new Error("stopped")
  }
  return Object.assign(new AbortController().signal, { throwIfAborted })
}

const adapter: Adapter = { rank: 2, alpha: 4, targets: ["q_proj", "o_proj", "down_proj"] }
const models: Readonly<Record<string, ModelConfig>> = {
  "llama": llama,
  "qwen2, tied": { ...llama, architecture: "qwen2", tied: true },
  "qwen3, three layers": { ...llama, architecture: "qwen3", layers: 3 },
  "biases of attention": { ...llama, attentionBias: true },
}
// One layer has another rank, one kind another scale, and two layers share a program.
const varied: ModelConfig = {
  ...models["qwen3, three layers"],
  adapter: { ...adapter, scaling: "root", ranks: { "layers\\.1\\..*q_proj": 3, o_proj: 1 }, alphas: { down_proj: 9 } },
}
const adapterOf = (config: ModelConfig) => Object.keys(initializeAdapter(config, 2))
const cases: ReadonlyArray<readonly [string, ModelConfig, ReadonlyArray<string> | undefined]> = [
  ...Object.entries(models).map(([name, config]) => [name, config, undefined] as const),
  ["an adapter", { ...models["qwen2, tied"], adapter }, adapterOf({ ...models["qwen2, tied"], adapter })],
  [
    "an adapter over an int8 base",
    { ...llama, adapter: { ...adapter, frozen: "int8" } },
    adapterOf({ ...llama, adapter }),
  ],
  ["an adapter with ranks and scales of its own", varied, adapterOf(varied)],
  ["the head alone", llama, ["lm_head.weight"]],
  ["the last norm alone", llama, ["model.norm.weight"]],
  ["the embedding alone", llama, ["model.embed_tokens.weight"]],
  ["one matrix of the last layer", llama, ["model.layers.1.mlp.up_proj.weight"]],
  ["one of each", llama, ["model.layers.0.self_attn.k_proj.weight", "model.layers.1.input_layernorm.weight"]],
]

describe("the gradient layer by layer", () => {
  it.each(cases)("is that of the step: %s", async (_, config, trainable) => {
    const learner = learnerOf(config, trainable)
    const whole = await gradientOf(config, learner)
    // One row of the head at a time, spans that do not divide the rows, and all at once.
    for (const rows of [1, 7, 1000]) {
      const cut = await gradientOf(config, learner, { logits: rows * config.vocab })
      expect(Math.abs(cut.loss - whole.loss)).toBeLessThan(1e-5)
      expect(Object.keys(cut.gradients)).toEqual(learner.trainable)
      for (const [name, gradient] of Object.entries(whole.gradients)) {
        const scale = Math.max(...gradient.map(Math.abs))
        expect(scale, name).toBeGreaterThan(0)
        gradient.forEach((x, i) => expect(Math.abs(cut.gradients[name][i] - x) / scale, name).toBeLessThan(2e-5))
      }
    }
  })

  it("does not depend on one that was interrupted before", async () => {
    const config = models["qwen2, tied"]
    const [learner, logits] = [learnerOf(config), 30 * config.vocab]
    const whole = await gradientOf(config, learner, { logits })
    // On the way there, and on the way back through the head and through the layers.
    for (const stop of [3, 7, 9, 11]) expect(await gradientOf(config, learner, { logits, stop })).toEqual(whole)
  })

  it("is refused of a loss that has none", () => {
    const learner = learnerOf(llama)
    const loss = graph({ loss: learner.loss.outputs.loss })
    const weights = ownWeights(llama, initialize(llama, 5))
    expect(() => trainables({ ...learner, loss }, weights)).toThrow("Cannot learn: the loss graph has no gradient")
  })
})
