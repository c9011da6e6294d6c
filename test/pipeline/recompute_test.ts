// Learning layer by layer, through a policy: what is kept and what is computed again must not matter.
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { compileLearner, type LearnerOptions } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { topMean } from "@rlif/core/signals"
import { maximized, minimized } from "@rlif/trainer/loss/direct"
import { directEntropy } from "@rlif/trainer/loss/direct-entropy"
import { directSelfCertainty } from "@rlif/trainer/loss/direct-self-certainty"
import { gspo } from "@rlif/trainer/loss/gspo"
import { k3 } from "@rlif/trainer/loss/k3"
import type { Column, Loss } from "@rlif/trainer/loss/loss"
import { plus } from "@rlif/trainer/loss/plus"
import { sequenceMean } from "@rlif/trainer/loss/sequence-mean"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { outside } from "../_signals/all.ts"
import { margin } from "../_signals/margin.ts"
import { change, savedWeights } from "../_weights.ts"
import { groupsOf, names, oracle, relative } from "./_oracle.ts"

type Fixture = typeof names[number]

/** What two updates measured, and how they changed the weights. */
const learned = (name: Fixture, options: Partial<LearnerOptions<Column>>, worker = false) => {
  const { config, weights, batch } = oracle(name)
  const policy =
    (worker ? Policy.layerWorker({ parameters: { config, parameters: weights } }) : Policy.layerParameters({
      config,
      parameters: weights,
    })).pipe(Layer.provide(Cpu.layer), Layer.provideMerge(NodeServices.layer))
  return Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const loss: Loss<Column> = plus(clipped({ high: 0.28 }), times(0.04, k3))
    const defaults = { config, loss, aggregate: tokenMean, optimizer: sgd(), temperature: 0.7 }
    const { update } = yield* policy.learn(compileLearner({ ...defaults, ...options }))
    const groups = groupsOf(batch, "0.7")
    const metrics = [yield* update({ groups, learningRate: 0.02 }), yield* update({ groups, learningRate: 0.02 })]
    return { metrics, change: change(weights, yield* savedWeights) }
  }).pipe(Effect.scoped, Effect.provide(policy), Effect.runPromise)
}

const agree = (a: Awaited<ReturnType<typeof learned>>, b: Awaited<ReturnType<typeof learned>>) => {
  for (const [i, metrics] of a.metrics.entries()) {
    expect(Object.keys(b.metrics[i]).toSorted()).toEqual(Object.keys(metrics).toSorted())
    for (const [name, x] of Object.entries(metrics)) {
      expect(Math.abs(b.metrics[i][name] - x) / Math.max(1, Math.abs(x)), name).toBeLessThan(1e-4)
    }
  }
  expect(relative(b.change, a.change)).toBeLessThan(1e-4)
}

const losses: Readonly<Record<string, Partial<LearnerOptions<Column>>>> = {
  "clipped, a penalty": {},
  "gspo, sequence mean": { loss: gspo(), aggregate: sequenceMean },
  "entropy": { loss: directEntropy },
  "self-certainty": { loss: directSelfCertainty },
  ...Object.fromEntries(outside.map((signal) => [signal.name, { loss: minimized(signal) }])),
  "metrics of a signal, one that the loss reads too": {
    loss: plus(clipped(), {
      ...maximized(margin),
      metrics: ({ signal }) => ({ margin: signal(margin), top: signal(topMean(2)) }),
    }),
  },
  "small micro-batches": { microBatchTokens: 40 },
}

describe("learning layer by layer", () => {
  it.each(names)("is learning at once: %s", async (name) => {
    agree(await learned(name, { recompute: false }), await learned(name, { recompute: true }))
  })

  it.each(Object.entries(losses))("is learning at once: %s", async (_, options) => {
    const name = "qwen2-bias-tied"
    agree(await learned(name, { ...options, recompute: false }), await learned(name, { ...options, recompute: true }))
  })

  it.each([{}, { loss: minimized(margin) }])("gives the same bits in a worker", async (more) => {
    const options = { recompute: true, optimizer: adamw(), ...more }
    expect(await learned("llama-tied", options, true)).toEqual(await learned("llama-tied", options))
  })

  it("is chosen where a micro-batch would keep much", () => {
    const { config } = oracle("llama-tied")
    const of = (options: Partial<LearnerOptions<Column>>) =>
      compileLearner({
        config: { ...config, vocab: 151_936 },
        loss: directEntropy,
        aggregate: tokenMean,
        optimizer: sgd(),
        ...options,
      })
    expect(of({}).loss).toBeDefined()
    expect(of({ microBatchTokens: 256 }).loss).toBeUndefined()
    expect(of({ recompute: false }).loss).toBeUndefined()
  })
})
