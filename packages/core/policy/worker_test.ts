import { entropy } from "../signals/entropy.ts"
import { logprob } from "../signals/logprob.ts"
import { selfCertainty } from "../signals/self_certainty.ts"
import { Effect, Fiber, FileSystem } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { seed } from "../random/seed.ts"
import { config, weights } from "../testing/tiny_model.ts"
import { platform, smallLearner, tokenSource, trainingGroups } from "../testing/tiny_policy.ts"
import { Policy } from "./policy.ts"
import { layerParameters } from "./folder.ts"
import { policyThread } from "./thread.ts"
import { layerWorker } from "./worker.ts"

const source = { config, parameters: weights, endTokens: [2] }
const prompts = [3, 5].map(tokenSource(9))
const request = {
  prompts,
  seeds: prompts.map((_, i) => Array.from({ length: 4 }, (_, j) => seed(j, i))),
  signals: [entropy] as const,
  maxTokens: 10,
  temperature: 1,
}
const batch = { groups: trainingGroups(7), learningRate: 0.05 }
const run = <A, E>(body: Effect.Effect<A, E, Policy>) =>
  body.pipe(Effect.provide(layerWorker({ parameters: source })), Effect.runPromise)

// One of everything that a policy does.
const life = Effect.gen(function* () {
  const policy = yield* Policy
  const before = yield* policy.sample(request)
  const { update } = yield* policy.learn(smallLearner())
  const metrics = yield* update(batch)
  const sequences = [{ tokens: Int32Array.from([...prompts[0], 1, 2]), promptLength: prompts[0].length }]
  const read = yield* policy.read(sequences, { temperature: 0.9, signals: [logprob, selfCertainty] })
  const { config, provider, endTokens } = policy
  const after = yield* policy.sample(request)
  return { before, metrics, read, after, version: yield* policy.version, config, provider, endTokens }
}).pipe(Effect.scoped)

it("is the policy of this process, bit for bit", async () => {
  const here = life.pipe(Effect.provide(layerParameters(source)), Effect.provide(platform), Effect.runPromise)
  expect(await run(life)).toEqual(await here)
})

it("leaves this thread free while it computes", () =>
  run(
    Effect.gen(function* () {
      const policy = yield* Policy
      // About as long as an update of one large batch: long enough for many ticks.
      const groups = Array.from({ length: 40 }, (_, i) => trainingGroups(i)).flat()
      const { update } = yield* policy.learn(smallLearner({ microBatchTokens: 1e6 }))
      let ticks = 0
      const timer = setInterval(() => ticks++, 1)
      yield* update({ groups, learningRate: 0.01 })
      clearInterval(timer)
      expect(ticks).toBeGreaterThan(10)
    }).pipe(Effect.scoped),
  ))

it("hands its errors over", () =>
  run(Effect.gen(function* () {
    const policy = yield* Policy
    const error = yield* Effect.flip(policy.sample({ ...request, maxTokens: 0 }))
    expect(error._tag).toBe("@rlif/core/PolicyError")
    expect(error).toMatchObject({ action: "sample", message: expect.stringContaining("maxTokens") })
    const wrong = { ...smallLearner(), trainable: ["absent"] }
    expect((yield* Effect.flip(Effect.scoped(policy.learn(wrong)))).message).toContain("absent")
    const save = yield* Effect.flip(policy.save(`${fileURLToPath(import.meta.url)}/below-a-file`))
    expect(save.action).toBe("save")
  })))

it("fails to start where its folder is none", async () => {
  const start = Policy.pipe(Effect.provide(layerWorker({ folder: "/nowhere" })), Effect.flip, Effect.runPromise)
  expect((await start).message).toContain("/nowhere")
})

it("drains an interrupted call and goes on", () =>
  run(Effect.gen(function* () {
    const policy = yield* Policy
    for (const wait of [0, 5, 40]) {
      const fiber = yield* Effect.forkChild(policy.sample({ ...request, maxTokens: 50, endTokens: [] }))
      yield* Effect.sleep(wait)
      yield* Fiber.interrupt(fiber)
    }
    expect((yield* policy.sample(request)).flat()).toHaveLength(8)
  })))

it("saves where this process can load", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const directory = yield* fs.makeTempDirectoryScoped()
    const saved = yield* Policy.pipe(
      Effect.flatMap((policy) => Effect.andThen(policy.save(directory), policy.sample(request))),
      Effect.provide(layerWorker({ parameters: source })),
    )
    const loaded = yield* Policy.pipe(
      Effect.flatMap((policy) => policy.sample(request)),
      Effect.provide(layerWorker({ folder: directory })),
    )
    expect(loaded).toEqual(saved)
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise))

it("begins in a thread that was spawned before, and in one of its own where that is taken", () =>
  Effect.gen(function* () {
    const thread = yield* policyThread
    const sampled = Policy.pipe(
      Effect.flatMap((policy) => policy.sample(request)),
      Effect.provide(layerWorker({ parameters: source, thread })),
    )
    expect(yield* sampled).toEqual(yield* sampled)
  }).pipe(Effect.scoped, Effect.runPromise))

// A process of its own: ending a thread during a computation would abort it, which no test in here survives.
it.each([
  ["in the middle of everything", "interrupted_worker"],
  ["while threads start", "interrupted_start"],
])("ends cleanly when interrupted %s", async (_, name) => {
  const file = fileURLToPath(new URL(`../testing/${name}.ts`, import.meta.url))
  const code = await new Promise((resolve) =>
    execFile(process.execPath, [file], (error, stdout) => resolve([error?.code ?? 0, stdout]))
  )
  expect(code).toEqual([0, "closed\n"])
})

it.each([
  ["call", "process.exit(3)", "Cannot call the policy: its thread has ended"],
  ["call", "throw new Error('boom')", "Cannot go on: the policy's thread died: Error: boom"],
  ["start", "process.exit(3)", "Cannot call the policy: its thread has ended"],
])("fails every call, and ends, when its thread dies at a %s of %s", async (when, death, message) => {
  const file = fileURLToPath(new URL("../testing/dying_worker.ts", import.meta.url))
  const dying = when === "start" ? death : `port.on("message", ({ name }) => { if (name === "version") ${death} })`
  const preload = `data:text/javascript,import { parentPort as port } from "node:worker_threads"; if (port) ${dying}`
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", preload, file])
  const errors = JSON.parse(stdout)
  expect(errors).toHaveLength(when === "start" ? 1 : 3)
  for (const error of errors) {
    expect(error).toEqual({
      _tag: "@rlif/core/PolicyError",
      action: "run",
      reason: { _tag: "@rlif/core/ThreadDied", message },
    })
  }
})

it("refuses an update of a learner whose scope has closed, here and there", async () => {
  const late = Effect.gen(function* () {
    const policy = yield* Policy
    const { update } = yield* Effect.scoped(policy.learn(smallLearner()))
    return yield* Effect.flip(update(batch))
  })
  const here = late.pipe(Effect.provide(layerParameters(source)), Effect.provide(platform), Effect.runPromise)
  for (const error of [await here, await run(late)]) {
    expect(error).toMatchObject({
      _tag: "@rlif/core/PolicyError",
      message: expect.stringContaining("scope has closed"),
    })
  }
})
