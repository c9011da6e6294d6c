import { Deferred, Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { step } from "../testing/steps.ts"
import type { Ask } from "./control_file.ts"
import { controlled } from "./controlled.ts"

/** What became of five steps, between which these are asked, one list each time that a run listens. */
const told = (wishes: ReadonlyArray<ReadonlyArray<Ask>>, { signal = false, batch = 1 } = {}) => {
  const log: Array<string> = []
  const left = [...wishes]
  const say = (text: string) => Effect.sync(() => void log.push(text))
  return Effect.gen(function* () {
    const stopped = yield* Deferred.make<void>()
    const fiber = yield* Stream.range(1, 5).pipe(
      Stream.rechunk(1),
      Stream.map((i) => step(i)),
      Stream.tap(({ step }) => say(`made ${step}`)),
      controlled({
        asks: Effect.sync(() => left.shift() ?? []),
        save: say("saved"),
        done: (ask, step) => say(`${ask} ${step}`),
        stopped: Deferred.await(stopped),
        batch,
      }),
      Stream.runCount,
      Effect.forkChild,
    )
    yield* TestClock.adjust("5 seconds")
    if (signal) yield* Deferred.succeed(stopped, undefined)
    yield* TestClock.adjust("5 seconds")
    return { count: fiber.pollUnsafe() === undefined ? "paused" : yield* Fiber.join(fiber), log }
  }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)
}

it("changes nothing where nothing is asked", async () => {
  expect(await told([])).toEqual({ count: 5, log: [1, 2, 3, 4, 5].map((i) => `made ${i}`) })
})

it("makes no update while it is paused, saves then too, and goes on when it is asked to", async () => {
  const paused = await told([[], ["pause"]])
  expect(paused).toEqual({ count: "paused", log: ["made 1", "made 2", "pause 2"] })
  const { count, log } = await told([["pause"], [], ["save"], ["pause"], ["go on"]])
  expect(count).toBe(5)
  expect(log.slice(0, 7)).toEqual(["made 1", "pause 1", "saved", "save 1", "pause 1", "go on 1", "made 2"])
})

it("saves and goes on", async () => {
  const { count, log } = await told([["save"]])
  expect([count, log.slice(0, 4)]).toEqual([5, ["made 1", "saved", "save 1", "made 2"]])
})

it("stops after the update that was made, with its weights kept, out of a pause too", async () => {
  expect(await told([[], ["stop", "go on"]])).toEqual({ count: 2, log: ["made 1", "made 2", "saved", "stop 2"] })
  expect(await told([["pause"], ["stop"]])).toEqual({ count: 1, log: ["made 1", "pause 1", "saved", "stop 1"] })
})

it("lets a signal end a pause", async () => {
  expect((await told([["pause"]], { signal: true })).count).toBe(5)
})

it("listens only where a batch ends", async () => {
  const { count, log } = await told([["save"], ["stop"]], { batch: 2 })
  expect([count, log]).toEqual([4, ["made 1", "made 2", "saved", "save 2", "made 3", "made 4", "saved", "stop 4"]])
})
