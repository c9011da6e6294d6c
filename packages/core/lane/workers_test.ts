import { Cause, Effect, Exit, Fiber } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { sharedModel } from "../testing/tiny_model.ts"
import { platform, smallLearner, tokenSource, trainingGroups } from "../testing/tiny_policy.ts"
import { layerParameters } from "../policy/folder.ts"
import { Policy } from "../policy/policy.ts"
import { LaneThreads } from "./lane_threads.ts"

const { config, weights } = sharedModel()
const prompts = [3, 5].map(tokenSource(9))
const request = { prompts, seeds: [[1, 2, 3], [4, 5, 6]], signals: [], maxTokens: 10, temperature: 1 }
const batch = { groups: trainingGroups(7), learningRate: 0.05 }
const many = {
  sample: { ...request, seeds: prompts.map(() => Array.from({ length: 200 }, (_, i) => i)), maxTokens: 50 },
  update: { groups: Array.from({ length: 100 }, (_, i) => trainingGroups(i)).flat(), learningRate: 0.05 },
}

/** Runs over a policy of this thread, whose pieces two lanes compute. */
const run = <A, E>(body: Effect.Effect<A, E, Policy>) =>
  body.pipe(
    Effect.provide(layerParameters({ config, parameters: weights })),
    Effect.provide(platform),
    Effect.provideService(LaneThreads, 2),
    Effect.runPromise,
  )

/** What a policy samples, learns, and samples then, after calls that `before` makes. */
const after = (before: (calls: ReadonlyArray<Effect.Effect<unknown, unknown>>) => Effect.Effect<void>) =>
  run(
    Effect.gen(function* () {
      const policy = yield* Policy
      const { update } = yield* policy.learn(smallLearner({ microBatchTokens: 64 }, config))
      const first = yield* policy.sample(request)
      yield* before([policy.sample(many.sample), update(many.update)])
      const metrics = yield* update(batch)
      return { first, metrics, last: yield* policy.sample(request), version: yield* policy.version }
    }).pipe(Effect.scoped),
  )

it("goes on after calls that were cut off in the middle of pieces, bit for bit as if they had not been", async () => {
  const cutOff = await after((calls) =>
    Effect.forEach([0, 5, 20], (wait) =>
      Effect.forEach(calls, (call) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(call)
          yield* Effect.sleep(wait)
          yield* Fiber.interrupt(fiber)
          const exit = yield* Fiber.await(fiber)
          expect(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)).toBe(true)
        })), { discard: true })
  )
  expect(cutOff).toEqual(await after(() => Effect.void))
})

// A process of its own: a lane that dies must not take it along, and must not keep it from its end.
it.each([
  ["gradient", "process.exit(3)", "Cannot call the lane: its thread has ended"],
  ["gradient", "throw new Error('boom')", "Cannot go on: the lane's thread died: Error: boom"],
  ["sample", "process.exit(3)", "Cannot call the lane: its thread has ended"],
  ["start", "process.exit(3)", "Cannot call the lane: its thread has ended"],
])("fails every call by its name, and ends, when its thread dies at a %s of %s", async (when, death, message) => {
  const file = fileURLToPath(new URL("../testing/dying_lane.ts", import.meta.url))
  const dying = when === "start" ? death : `port.on("message", ({ name }) => { if (name === "${when}") ${death} })`
  // The first thread is the policy's, and the next two are lanes, of which one goes on.
  const preload = `data:text/javascript,import { parentPort as port, threadId } from "node:worker_threads";
    if (threadId === 3) ${dying}`
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", preload, file])
  const errors = JSON.parse(stdout)
  expect(errors).toHaveLength(3)
  for (const error of errors) {
    expect(error).toEqual({
      _tag: "@rlif/core/PolicyError",
      action: "run",
      reason: { _tag: "@rlif/core/ThreadDied", message },
    })
  }
})
