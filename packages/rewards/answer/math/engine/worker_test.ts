import { Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it, vi } from "vitest"
import type { Claim } from "../claim.ts"
import { Engine } from "./engine.ts"
import { type EngineWorkerOptions, layerWorker } from "./worker.ts"

// Nothing in here is about time: on a busy machine a thread takes long to start, and some tests start three.
vi.setConfig({ testTimeout: 600_000 })

const run = <A, E>(effect: Effect.Effect<A, E, Engine>, options: EngineWorkerOptions = {}) =>
  Effect.runPromise(Effect.provide(effect, layerWorker({ limit: "1 minute", ...options })))
const decide = (claim: Claim) => Effect.flatMap(Engine, ({ decide }) => decide(claim))

/** Whatever is slow is refused by its form; so much of what is quick does not end in any patience. */
const endless: Claim = {
  all: Array.from({ length: 20_000 }, (_, i) => {
    const sum = String.raw`\sum_{k=1}^{900} \frac{${i + 1}}{k^2}`
    return { same: [sum, `0+${sum}`] as const }
  }),
}
const easy: Claim = { same: [String.raw`\sqrt{8}`, String.raw`2\sqrt{2}`] }

it("decides, and says what it cannot read", () =>
  run(Effect.gen(function* () {
    const claims: ReadonlyArray<Claim> = [
      easy,
      { same: [String.raw`\sqrt{8}`, "3"] },
      { same: ["x^2-1", "(x-1)(x+1)"] },
      { same: ["p-q", "q-p"] },
      { same: [String.raw`\frac{1}`, "1"] },
      { readable: "x^" },
      { readable: "x^2" },
      { proportional: ["(x)-(y+1)", "(2y)-(2x-2)"] },
      { proportional: ["(x)-(y+1)", "(2y)-(2x+2)"] },
      { all: [{ readable: "x" }, false] },
      { any: [false, easy] },
      { matched: [[easy, false], [easy, true]] },
      { matched: [[easy, false], [easy, false]] },
      true,
    ]
    expect(yield* Effect.forEach(claims, decide)).toEqual(
      [true, false, true, false, "unreadable", "unreadable", true, true, false, false, true, true, false, true],
    )
  })))

it("forgets what a question said of its symbols", () =>
  run(Effect.gen(function* () {
    expect(yield* decide({ same: ["f(x)", "f(x)"] })).toBe(true)
    expect(yield* decide({ same: ["2f+1", "1+2f"] })).toBe(true)
  })))

// The clock is the test's: a claim is late when the test says so, however slow the machine.
it(
  "ends a claim at its limit, and goes on",
  () =>
    Effect.gen(function* () {
      expect(yield* decide(easy)).toBe(true)
      const waiting = yield* Effect.forkChild(decide(endless), { startImmediately: true })
      yield* TestClock.adjust("999 millis")
      expect(waiting.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("1 millis")
      expect(yield* Fiber.join(waiting)).toBe("unreadable")
      expect(yield* decide({ same: ["2+x", "x+2"] })).toBe(true)
      // Waited for once: the clock does not move any more.
      expect(yield* decide(endless)).toBe("unreadable")
    }).pipe(
      Effect.provide(Layer.provideMerge(layerWorker({ limit: Duration.seconds(1) }), TestClock.layer())),
      Effect.runPromise,
    ),
)

it("waits for so many late claims and no more, and again when time has passed", () =>
  Effect.gen(function* () {
    const late = (i: number): Claim => ({ all: [{ same: [`x+${i}`, `${i}+x`] }, endless] })
    for (let i = 0; i < 3; i++) {
      expect(yield* decide({ same: [`${i}x`, `x${i}`] })).toBe(true)
      const waiting = yield* Effect.forkChild(decide(late(i)), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(waiting)).toBe("unreadable")
    }
    // The clock stands still: none of these is begun, and what was decided before is still known.
    const others: ReadonlyArray<Claim> = [late(3), late(4), { same: ["y+1", "1+y"] }]
    expect(yield* Effect.forEach(others, decide)).toEqual(["unreadable", "unreadable", "unreadable"])
    expect(yield* decide({ same: ["2x", "x2"] })).toBe(true)
    yield* TestClock.adjust("5 seconds")
    expect(yield* decide({ same: ["y+1", "1+y"] })).toBe(true)
  }).pipe(
    Effect.provide(
      Layer.provideMerge(layerWorker({ limit: Duration.seconds(1), late: 3 }), TestClock.layer()),
    ),
    Effect.runPromise,
  ))

it("lets go of a claim when it is interrupted, and can be asked it again", () =>
  run(Effect.gen(function* () {
    const waiting = yield* Effect.forkChild(decide(endless), { startImmediately: true })
    const queued = yield* Effect.forkChild(decide(easy), { startImmediately: true })
    yield* Effect.sleep("200 millis")
    yield* Fiber.interrupt(waiting)
    expect(yield* Fiber.join(queued)).toBe(true)
    const again = yield* Effect.forkChild(decide(endless), { startImmediately: true })
    yield* Effect.sleep("50 millis")
    expect(again.pollUnsafe()).toBeUndefined()
    yield* Fiber.interrupt(again)
  })))

const child = (...flags: ReadonlyArray<string>) =>
  promisify(execFile)(process.execPath, [
    ...flags,
    fileURLToPath(new URL("../../../testing/leaving.ts", import.meta.url)),
  ])

it("ends its thread in the middle of a claim when its scope closes", async () => {
  expect((await child()).stdout).toBe("true closed\n")
})

it("says why it cannot start", async () => {
  const preload =
    `data:text/javascript,import { isMainThread } from "node:worker_threads"; if (!isMainThread) throw "no";`
  const { stdout } = await child("--import", preload)
  expect(stdout).toMatch(/^Cannot judge mathematical answers: the algebra engine does not start: .+ closed\n$/)
})
