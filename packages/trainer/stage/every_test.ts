import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { every } from "./every.ts"
import type { Step } from "./step.ts"

const steps = Stream.range(1, 7).pipe(Stream.map((step): Step => ({ step, metrics: { loss: step }, batch: [] })))

it("every k steps the probe's metrics join the step's", async () => {
  const seen: Array<number> = []
  const all = await steps.pipe(
    every(3, ({ step }) => Effect.sync(() => ({ "eval/accuracy": seen.push(step) / 10 }))),
    Stream.runCollect,
    Effect.runPromise,
  )
  expect(seen).toEqual([3, 6])
  expect(all.map((step) => step.metrics)).toEqual([
    { loss: 1 },
    { loss: 2 },
    { loss: 3, "eval/accuracy": 0.1 },
    { loss: 4 },
    { loss: 5 },
    { loss: 6, "eval/accuracy": 0.2 },
    { loss: 7 },
  ])
})

it("every 0 steps is never", async () => {
  const probe = () => Effect.fail("probed")
  expect((await steps.pipe(every(0, probe), Stream.runCollect, Effect.runPromise)).length).toBe(7)
})

it("a probe may only act, and its failure is the stream's", async () => {
  const act = steps.pipe(every(2, () => Effect.void), Stream.runCollect, Effect.runPromise)
  expect((await act).length).toBe(7)
  const failing = steps.pipe(every(4, ({ step }) => Effect.fail(step)), Stream.runDrain, Effect.flip, Effect.runPromise)
  expect(await failing).toBe(4)
})
