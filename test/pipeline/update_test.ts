// The update stage on a real policy.
import * as Policy from "@rlif/core/policy"
import { random } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sessions } from "@rlif/core/runtime/sessions.ts"
import type { Values } from "@rlif/core/graph/value"
import type { Group } from "@rlif/core/sample/group"
import { clipped } from "@rlif/trainer/loss/clipped"
import { k3 } from "@rlif/trainer/loss/k3"
import { plus } from "@rlif/trainer/loss/plus"
import { sequenceMean } from "@rlif/trainer/loss/sequence-mean"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import type { Weighted } from "@rlif/trainer/stage/advantage"
import { minibatches } from "@rlif/trainer/stage/minibatches"
import type { InvalidMinibatches } from "@rlif/trainer/stage/minibatches-error"
import { training, update, type UpdateOptions } from "@rlif/trainer/stage/update"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Deferred, Effect, Fiber, Layer, Metric, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { change, savedWeights } from "../_weights.ts"
import { learn } from "./_learn.ts"
import { oracle, relative } from "./_oracle.ts"

const { config, weights } = oracle("llama-tied")
const policy = Policy.layerParameters({ config, parameters: weights }).pipe(
  Layer.provide(Cpu.layer),
  Layer.provideMerge(NodeServices.layer),
)

/** Groups of random tokens: what is learned does not matter, only that it is the same. */
const draw = (seed: number, sizes: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<Weighted> => {
  const { integer, normal } = random(seed)
  const tokens = (length: number) => Int32Array.from({ length }, () => integer(config.vocab))
  return sizes.map(([prompt, ...lengths], g) => {
    const group: Group<never> = {
      problem: { id: `${g}`, problem: "", gold: "" },
      prompt: tokens(prompt),
      rollouts: lengths.map((length) => ({
        tokens: tokens(length),
        text: "",
        finish: "stop",
        signals: { logprob: Float32Array.from({ length }, () => -4 + 0.2 * normal()) },
      })),
      temperature: 1,
      version: 0,
    }
    return { group, rewards: new Float64Array(), components: {}, advantages: Float64Array.from(lengths, normal) }
  })
}

const batch = draw(3, [[5, 9, 1, 4], [3, 7, 2], [8, 12, 12, 1, 6]])

/** The steps of an update over `batches` from the fixture's weights, and the weights after them. */
const steps = (
  batches: ReadonlyArray<ReadonlyArray<Weighted>>,
  options: Partial<UpdateOptions<"old" | "advantage" | "reference">>,
) =>
  Effect.gen(function* () {
    const all = yield* Stream.fromIterable(batches).pipe(
      update({ loss: clipped(), aggregate: tokenMean, optimizer: sgd(), schedule: constant(1), ...options }),
      Stream.runCollect,
    )
    return { steps: all, parameters: yield* savedWeights, version: (yield* (yield* Policy.Policy).version).updates }
  }).pipe(Effect.scoped, Effect.provide(policy), Effect.runPromise)

/** What was added to the fixture's weights. */
const added = (after: Values) => change(weights, after)

describe("update", () => {
  it.each([["token mean", tokenMean], ["sequence mean", sequenceMean]] as const)(
    "does not depend on the size of micro-batches: %s",
    async (_, aggregate) => {
      const options = { aggregate, loss: plus(clipped(), times(0.1, k3)) }
      const whole = await steps([batch], { ...options, microBatchTokens: 10_000 })
      const one = whole.steps[0].metrics
      expect(one.grad_norm).toBeGreaterThan(0.1)
      for (const microBatchTokens of [1, 13, 24, 50]) {
        const parts = await steps([batch], { ...options, microBatchTokens })
        expect(relative(added(parts.parameters), added(whole.parameters))).toBeLessThan(1e-5)
        const [metrics] = parts.steps.map((step) => step.metrics)
        expect(Object.keys(metrics)).toEqual(Object.keys(one))
        for (const [name, x] of Object.entries(one)) expect(Math.abs(metrics[name] - x), name).toBeLessThan(1e-4)
      }
    },
  )

  it("learns from the parts of a batch one after the other, each a version later", async () => {
    const options = { loss: clipped(), aggregate: tokenMean, optimizer: sgd(), schedule: constant(0.5) }
    const learned = (batches: Stream.Stream<ReadonlyArray<Weighted>, InvalidMinibatches>) =>
      Effect.gen(function* () {
        const all = yield* batches.pipe(update(options), Stream.runCollect)
        return { steps: all, parameters: yield* savedWeights }
      }).pipe(Effect.scoped, Effect.provide(policy), Effect.runPromise)
    const cut = await learned(Stream.make(batch).pipe(minibatches({ parts: 3, epochs: 2 })))
    const byHand = await learned(Stream.fromIterable([0, 1, 2, 0, 1, 2].map((i) => [batch[i]])))
    expect(cut.steps.map(({ step, metrics }) => [step, metrics["sampling/lag"]])).toEqual(
      [1, 2, 3, 4, 5, 6].map((step) => [step, step - 1]),
    )
    for (const [name, { data }] of Object.entries(byHand.parameters)) {
      expect(cut.parameters[name].data, name).toEqual(data)
    }
    // The second epoch is off-policy: the ratio to what was sampled is clipped somewhere.
    const clipping = cut.steps.map(({ metrics }) => metrics["clip_ratio/region_mean"])
    expect(Math.max(...clipping.slice(3))).toBeGreaterThan(0)
  })

  it("keeps the optimizer's state from step to step", async () => {
    const optimizer = chain(clipByGlobalNorm(0.5), adamw({ decay: 0.1 }))
    const { steps: all, parameters, version } = await steps([batch, batch, batch], {
      optimizer,
      schedule: constant(1e-3),
    })
    const byHand = await learn(compileLearner({ config, loss: clipped(), aggregate: tokenMean, optimizer }), {
      config,
      weights,
      groups: training(batch, 1e-3).groups,
      learningRate: 1e-3,
      updates: 3,
    })
    expect(version).toBe(3)
    expect(all.map((step) => step.step)).toEqual([1, 2, 3])
    for (const [i, { metrics }] of all.entries()) {
      for (const [name, x] of Object.entries(byHand.trace[i])) {
        expect(Math.abs(metrics[name] - x), name).toBeLessThan(1e-5)
      }
    }
    expect(relative(added(parameters), added(byHand.parameters))).toBeLessThan(1e-5)
  })

  it("follows the schedule, reports the lag, and joins what the batch says of itself", async () => {
    const { steps: all } = await steps([batch, batch, draw(4, [[2, 3, 3]])], {
      schedule: (step) => step / 1000,
      observe: (batch) => ({ groups: batch.length }),
    })
    const column = (name: string) => all.map(({ metrics }) => metrics[name])
    expect(column("learning_rate")).toEqual([0.001, 0.002, 0.003])
    expect(column("sampling/lag")).toEqual([0, 1, 2])
    expect(column("groups")).toEqual([3, 3, 1])
    expect(all[2].batch.length).toBe(1)
  })

  it("the lag is that of the oldest completion", async () => {
    const versions = [[0, 0, 0], [1, 0, 1], [2, 1, 2], [3, 3, 3]]
    const aged = versions.map((of) =>
      batch.map(({ group, ...rest }, g) => ({ ...rest, group: { ...group, version: of[g] } }))
    )
    const { steps: all } = await steps(aged, { schedule: constant(0) })
    expect(all.map(({ metrics }) => metrics["sampling/lag"])).toEqual([0, 1, 1, 0])
  })

  it("leaves every bit of the weights where there is nothing to learn, or at rate 0", async () => {
    const equal = batch.map((scored) => ({
      ...scored,
      // A mean of these is not their common value in floating point.
      advantages: standardized()(Float64Array.from(scored.advantages, () => 0.1)),
    }))
    const optimizer = chain(clipByGlobalNorm(1), adamw())
    const idle = await steps([equal, equal], { optimizer, loss: plus(clipped(), times(0.1, k3)) })
    expect(idle.steps.map(({ metrics }) => [metrics.loss, metrics.grad_norm])).toEqual([[0, 0], [0, 0]])
    expect(new Set(added(idle.parameters))).toEqual(new Set([0]))
    const still = await steps([batch], { optimizer: adamw({ decay: 0.1 }), schedule: constant(0) })
    expect(still.steps[0].metrics.grad_norm).toBeGreaterThan(0.1)
    expect(new Set(added(still.parameters))).toEqual(new Set([0]))
  })

  it("learns from one completion, from groups of other sizes, and counts one of no tokens as a sequence", async () => {
    const only = (advantages: ReadonlyArray<number>, sizes: ReadonlyArray<number>) =>
      draw(5, [sizes]).map((scored) => ({ ...scored, advantages: Float64Array.from(advantages) }))
    const [one, silent] = [only([1], [4, 3]), only([1, -1], [4, 3, 0])]
    const loss = async (batch: ReadonlyArray<Weighted>) =>
      (await steps([batch], { aggregate: sequenceMean })).steps[0].metrics.loss
    expect(await loss(silent)).toBeCloseTo(await loss(one) / 2, 6)
    await expect(loss(only([1], [4, 0]))).rejects.toThrow("Cannot update: groups has no completion token")
    await expect(loss([])).rejects.toThrow("Cannot update: groups has no completion token")
  })

  it("releases its programs when the stream ends, fails or is interrupted", () =>
    Effect.gen(function* () {
      const alive = Effect.map(Metric.value(Metric.withAttributes(sessions, { provider: "cpu" })), (x) => x.value)
      const learning = update({ loss: clipped(), aggregate: tokenMean, optimizer: sgd(), schedule: constant(1) })
      const before = yield* alive
      yield* Stream.make(batch, batch).pipe(learning, Stream.runDrain)
      expect(yield* alive).toBe(before)
      yield* Effect.flip(Stream.make(batch, []).pipe(learning, Stream.runDrain))
      expect(yield* alive).toBe(before)
      const started = yield* Deferred.make<void>()
      const endless = Stream.make(batch).pipe(
        Stream.forever,
        learning,
        Stream.tap(() => Deferred.succeed(started, undefined)),
      )
      const fiber = yield* Effect.forkChild(Stream.runDrain(endless))
      yield* Deferred.await(started)
      expect(yield* alive).toBeGreaterThan(before)
      yield* Fiber.interrupt(fiber)
      expect(yield* alive).toBe(before)
    }).pipe(Effect.provide(policy), Effect.runPromise))

  it("refuses log-probabilities of another temperature", async () => {
    await expect(steps([batch], { temperature: 0.7 })).rejects.toThrow(
      "Cannot update: the group was sampled at temperature 1, the loss is at 0.7",
    )
  })

  it("fails, and does not throw, where there is no such parameter to train", async () => {
    const failing = Stream.fromIterable([batch]).pipe(
      update({
        loss: clipped(),
        aggregate: tokenMean,
        optimizer: sgd(),
        schedule: constant(1),
        trainable: ["lm_heat"],
      }),
      Stream.runDrain,
      Effect.flip,
    )
    expect(await failing.pipe(Effect.provide(policy), Effect.runPromise)).toMatchObject({
      action: "learn",
      reason: { field: "trainable", message: 'Cannot train "lm_heat": the model has no such parameter' },
    })
  })
})
