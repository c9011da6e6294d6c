import { entropy } from "../signals/entropy.ts"
import { logprob } from "../signals/logprob.ts"
import { Effect, Exit, Fiber, FileSystem, Metric } from "effect"
import { expect, it } from "vitest"
import { seed } from "../random/seed.ts"
import { loadFolder } from "../checkpoint/folder.ts"
import { sessions } from "../runtime/sessions.ts"
import { config, weights } from "../testing/tiny_model.ts"
import {
  platform,
  referenceLearner,
  smallLearner,
  tokenSource,
  trainingGroups,
  withPolicy,
} from "../testing/tiny_policy.ts"
import type { TrainingBatch, TrainingGroup } from "../learn/learner.ts"
import { Policy } from "./policy.ts"
import { layerFolder, layerParameters } from "./folder.ts"

const groups = trainingGroups(7)
const batch: TrainingBatch = { groups, learningRate: 0.05 }
const tokens = tokenSource(9)
const prompts = [3, 5].map(tokens)
const request = {
  prompts,
  seeds: prompts.map((_, i) => [seed(1, i), seed(2, i)]),
  signals: [logprob] as const,
  maxTokens: 10,
  temperature: 1,
}

// Two updates, then all weights as bytes would hash, and what the updates reported.
const learned = (microBatchTokens: number) =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const { update } = yield* policy.learn(smallLearner({ microBatchTokens }))
      const metrics = [yield* update(batch), yield* update({ groups: trainingGroups(8), learningRate: 0.05 })]
      const probe = groups.flatMap(({ prompt, rows }) =>
        rows.map(({ tokens }) => ({
          tokens: Int32Array.from([...prompt, ...tokens]),
          promptLength: prompt.length,
        }))
      )
      const found = yield* policy.read(probe, { temperature: 1, signals: [logprob] })
      return { metrics, version: yield* policy.version, logprobs: found.flatMap(({ logprob }) => [...logprob]) }
    })
  )

it("repeats two updates bit for bit", async () => {
  const [a, b] = [await learned(4096), await learned(4096)]
  expect(a).toEqual(b)
  expect(a.version.updates).toBe(2)
  expect(a.metrics[1].loss).not.toBe(a.metrics[0].loss)
})

it("learns the same whatever the micro-batch", async () => {
  const whole = await learned(4096)
  for (const microBatchTokens of [1, 17, 40, 90]) {
    const cut = await learned(microBatchTokens)
    for (const [i, metrics] of cut.metrics.entries()) {
      for (const [name, x] of Object.entries(metrics)) expect(x).toBeCloseTo(whole.metrics[i][name], 4)
    }
    for (const [i, x] of cut.logprobs.entries()) expect(x).toBeCloseTo(whole.logprobs[i], 4)
  }
})

it("descends the loss that it reports, along the gradient whose norm it reports", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const { update } = yield* policy.learn(smallLearner())
      const learningRate = 1e-3
      const first = yield* update({ groups, learningRate })
      const second = yield* update({ groups, learningRate: 0 })
      // To first order a step of size h along -g lowers the loss by h |g|^2.
      const expected = learningRate * first.grad_norm ** 2
      expect((first.loss - second.loss) / expected).toBeCloseTo(1, 1)
    })
  ))

it("samples from the updated weights, and counts updates", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const before = yield* policy.sample({ ...request, temperature: 0 })
      const old = yield* policy.version
      const { update } = yield* policy.learn(smallLearner())
      // Makes one token certain.
      const rows = prompts.map((prompt) => ({
        prompt,
        rows: [{ tokens: Int32Array.of(4, 4), columns: { advantage: Float32Array.of(1, 1) } }],
      }))
      for (let i = 0; i < 20; i++) yield* update({ groups: rows, learningRate: 0.05 })
      const after = yield* policy.sample({ ...request, temperature: 0 })
      expect(before.flat()[0].version).toBe(0)
      for (const { tokens, version } of after.flat()) {
        expect([...tokens.subarray(0, 2)]).toEqual([4, 4])
        expect(version).toBe(20)
      }
      const now = yield* policy.version
      expect(now.updates).toBe(20)
      expect(now.fingerprint).not.toBe(old.fingerprint)
    })
  ))

it("changes only what is trainable", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const trainable = [
        "model.layers.0.mlp.up_proj.weight",
        "model.layers.0.mlp.down_proj.weight",
        "model.norm.weight",
      ]
      const { update } = yield* policy.learn(smallLearner({ trainable }))
      yield* update(batch)
      const directory = yield* fs.makeTempDirectoryScoped()
      yield* policy.save(directory)
      const { parameters } = yield* loadFolder(directory)
      for (const [name, { data }] of Object.entries(parameters)) {
        expect([name, data.every((x, i) => x === weights[name].data[i])]).toEqual([name, !trainable.includes(name)])
      }
    }).pipe(Effect.provide(platform))
  ))

it("feeds the log-probabilities of the weights it started from", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const supervised = { groups: bare(groups), learningRate: 0.1 }
      const { update } = yield* policy.learn(referenceLearner())
      const first = yield* update(supervised)
      const second = yield* update(supervised)
      expect(first.distance).toBeLessThan(1e-5)
      expect(second.distance).toBeGreaterThan(1e-2)
    })
  ))

it("refuses what is no number and leaves the weights alone", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const { update } = yield* policy.learn(smallLearner())
      const { fingerprint } = yield* policy.version
      const [{ prompt, rows: [{ tokens }] }] = groups
      const bad = (advantage: number) => ({
        groups: [{
          prompt,
          rows: [{ tokens, columns: { advantage: new Float32Array(tokens.length).fill(advantage) } }],
        }],
        learningRate: 0.1,
      })
      for (const wrong of [bad(NaN), bad(Infinity)]) {
        const error = yield* Effect.flip(update(wrong))
        expect(error.message).toMatch(/^Cannot update: (grad_norm|loss) is/)
      }
      const refused: ReadonlyArray<readonly [string, TrainingBatch]> = [
        ["learningRate", { groups, learningRate: NaN }],
        ["no completion token", { groups: [], learningRate: 0.1 }],
        ["columns.advantage", { groups: bare(groups), learningRate: 0.1 }],
        ["groups[0].prompt", { groups: [{ ...groups[0], prompt: new Int32Array() }], learningRate: 0.1 }],
      ]
      for (const [field, wrong] of refused) expect((yield* Effect.flip(update(wrong))).message).toContain(field)
      expect(yield* policy.version).toEqual({ updates: 0, fingerprint })
    })
  ))

it("names what is no number in what it samples and reads", async () => {
  const head = weights["lm_head.weight"]
  const odd = { ...weights, "lm_head.weight": { ...head, data: new Float32Array(head.data.length).fill(NaN) } }
  const errors = await Policy.pipe(
    Effect.flatMap((policy) =>
      Effect.all([
        Effect.flip(policy.sample(request)),
        Effect.flip(policy.read([{ tokens: prompts[1], promptLength: 2 }], { temperature: 1, signals: [entropy] })),
      ])
    ),
    Effect.provide(layerParameters({ config, parameters: odd })),
    Effect.provide(platform),
    Effect.runPromise,
  )
  expect(errors.map(({ message }) => message)).toEqual([
    "Cannot sample: logprob of token 0 is NaN",
    "Cannot read: entropy of token 0 of sequences[0] is NaN",
  ])
})

it("refuses a learner whose graphs do not fit", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const wrong = [
        { ...smallLearner(), trainable: ["model.nothing.weight"] },
        { ...smallLearner(), metrics: { absent: "sum" as const } },
        { ...smallLearner(), slots: [{ name: "absent", init: 0 }] },
      ]
      for (const learner of wrong) {
        const error = yield* Effect.flip(Effect.scoped(policy.learn(learner)))
        expect(error.message).toMatch(/nothing|absent/)
      }
    })
  ))

it("stops between tokens when interrupted, and goes on afterwards", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const long = { ...request, maxTokens: 50, endTokens: [] }
      const fiber = yield* Effect.forkChild(policy.sample(long))
      yield* Effect.sleep(5)
      yield* Fiber.interrupt(fiber)
      expect(Exit.hasInterrupts(yield* Fiber.await(fiber))).toBe(true)
      expect((yield* policy.sample(request)).flat()).toHaveLength(4)
    })
  ))

it("releases every session with its scope", async () => {
  const alive = Metric.value(Metric.withAttributes(sessions, { provider: "cpu" }))
  const [before, during, after] = await Effect.gen(function* () {
    const before = yield* alive
    const during = yield* Effect.gen(function* () {
      const policy = yield* Policy
      yield* policy.sample(request)
      yield* Effect.scoped(policy.learn(smallLearner()))
      const { update } = yield* policy.learn(smallLearner())
      yield* update(batch)
      yield* policy.sample(request)
      return yield* alive
    }).pipe(Effect.scoped, Effect.provide(layerParameters({ config, parameters: weights })), Effect.provide(platform))
    return [before, during, yield* alive]
  }).pipe(Effect.runPromise)
  // Prefill, decoder, step and optimizer.
  expect(during.value - before.value).toBe(4)
  expect(after.value).toBe(before.value)
})

it("saves a folder that is the same policy", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const directory = yield* fs.makeTempDirectoryScoped()
    const files = { "tokenizer.json": new TextEncoder().encode("{}") }
    const saved = yield* Effect.gen(function* () {
      const policy = yield* Policy
      yield* policy.save(directory)
      yield* policy.save(directory)
      return { version: yield* policy.version, sampled: yield* policy.sample({ ...request, endTokens: [2] }) }
    }).pipe(Effect.provide(layerParameters({ config, parameters: weights, endTokens: [2], files })))
    const loaded = yield* Effect.gen(function* () {
      const policy = yield* Policy
      expect(policy.endTokens).toEqual([2])
      expect(policy.config).toEqual(config)
      return { version: yield* policy.version, sampled: yield* policy.sample(request) }
    }).pipe(Effect.provide(layerFolder(directory)))
    expect(loaded).toEqual(saved)
    expect(yield* fs.readFileString(`${directory}/tokenizer.json`)).toBe("{}")
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise))

it("turns heads as its configuration says: sampling, reading and a folder agree", () =>
  Effect.gen(function* () {
    const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
    const scaled = {
      ...config,
      ropeScaling: { type: "llama3", factor: 8, lowTurns: 0.5, highTurns: 2, originalPositions: 9 },
    } as const
    const probe = prompts.map((tokens) => ({ tokens, promptLength: 1 }))
    const logprobs = Effect.flatMap(Policy, (policy) => policy.read(probe, { temperature: 1, signals: [logprob] }))
    const here = yield* Effect.gen(function* () {
      const policy = yield* Policy
      const sampled = (yield* policy.sample({ ...request, endTokens: [] })).flat()
      const sequences = sampled.map(({ tokens }, i) => {
        const prompt = prompts[Math.floor(i / 2)]
        return { tokens: Int32Array.from([...prompt, ...tokens]), promptLength: prompt.length }
      })
      const found = yield* policy.read(sequences, { temperature: 1, signals: [logprob] })
      sampled.forEach(({ signals }, i) =>
        signals.logprob.forEach((x, t) => expect(Math.abs(x - found[i].logprob[t])).toBeLessThan(1e-5))
      )
      yield* policy.save(directory)
      return yield* logprobs
    }).pipe(Effect.provide(layerParameters({ config: scaled, parameters: weights })))
    expect(yield* logprobs.pipe(Effect.provide(layerFolder(directory)))).toEqual(here)
    const plain = yield* logprobs.pipe(Effect.provide(layerParameters({ config, parameters: weights })))
    const apart = here.map(({ logprob }, i) => Math.max(...logprob.map((x, t) => Math.abs(x - plain[i].logprob[t]))))
    expect(Math.max(...apart)).toBeGreaterThan(1e-2)
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise))

it("refuses weights that are not the model's", async () => {
  const { "model.norm.weight": norm, ...rest } = weights
  const wrong = [rest, { ...weights, stranger: norm }, { ...weights, "lm_head.weight": norm }]
  for (const [i, parameters] of wrong.entries()) {
    const error = await Policy.pipe(
      Effect.provide(layerParameters({ config, parameters })),
      Effect.provide(platform),
      Effect.flip,
      Effect.runPromise,
    )
    expect(error.message).toContain(["model.norm.weight", "stranger", "lm_head.weight"][i])
  }
})

const bare = (from: ReadonlyArray<TrainingGroup>): ReadonlyArray<TrainingGroup> =>
  from.map(({ prompt, rows }) => ({ prompt, rows: rows.map(({ tokens }) => ({ tokens, columns: {} })) }))
