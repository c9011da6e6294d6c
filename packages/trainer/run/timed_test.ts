import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { step } from "../testing/steps.ts"
import { timed } from "./timed.ts"

it("measures from step to step", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const steps = Stream.fromIterable([1, 2]).pipe(
        Stream.mapEffect((n) => Effect.as(Effect.sleep(n * 1000), step(n, { reward: 1 }))),
        timed,
      )
      const fiber = yield* Effect.forkChild(Stream.runCollect(steps))
      yield* TestClock.adjust(1000)
      yield* TestClock.adjust(2000)
      const found = yield* Fiber.join(fiber)
      expect(found.map(({ metrics }) => metrics)).toEqual([{ reward: 1, step_time: 1 }, { reward: 1, step_time: 2 }])
    }).pipe(Effect.provide(TestClock.layer())),
  ))
