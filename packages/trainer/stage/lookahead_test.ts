import { Cause, Deferred, Effect, Exit, Fiber, Stream, Tracer } from "effect"
import { describe, expect, it } from "vitest"
import { lookahead } from "./lookahead.ts"

// Two stages that take `sampling` and `learning` turns of the scheduler, and the lag of each element at its update.
const lags = (n: number, { sampling, learning }: { readonly sampling: number; readonly learning: number }) => {
  let version = 0
  const turns = (count: number) => Effect.yieldNow.pipe(Effect.repeat({ times: count }))
  const sample = <E, R>(xs: Stream.Stream<number, E, R>) =>
    Stream.mapEffect(xs, () => Effect.suspend(() => Effect.as(turns(sampling), version)))
  const learn = <E, R>(xs: Stream.Stream<number, E, R>) =>
    Stream.mapEffect(xs, (seen) => Effect.map(turns(learning), () => version++ - seen))
  return Stream.range(1, 40).pipe(lookahead(n)(sample, learn), Stream.runCollect, Effect.runPromise)
}

describe("lookahead", () => {
  it("0 is strict alternation, whatever the stages take", async () => {
    for (const [sampling, learning] of [[0, 0], [0, 9], [9, 0], [3, 3]]) {
      expect(new Set(await lags(0, { sampling, learning }))).toEqual(new Set([0]))
    }
  })

  it.each([1, 2, 3, 5])("%i bounds the lag, and reaches it where sampling is faster", async (n) => {
    const quick = await lags(n, { sampling: 0, learning: 20 })
    expect(quick.slice(n + 1)).toEqual(Array(quick.length - n - 1).fill(n))
    for (const [sampling, learning] of [[0, 0], [20, 0], [5, 7], [7, 5], [1, 20]]) {
      const measured = await lags(n, { sampling, learning })
      expect(measured.length).toBe(40)
      expect(Math.max(...measured)).toBeLessThanOrEqual(n)
    }
  })

  it("works on both at once", () =>
    Effect.gen(function* () {
      // The second element is sampled only while the first is being learned from: alternation would wait for ever.
      const sampled = yield* Deferred.make<void>()
      const steps = Stream.make(1, 2).pipe(
        lookahead(1)(
          (xs) => Stream.tap(xs, (x) => (x === 2 ? Deferred.succeed(sampled, undefined) : Effect.void)),
          (xs) => Stream.tap(xs, (x) => (x === 1 ? Deferred.await(sampled) : Effect.void)),
        ),
      )
      expect(yield* Stream.runCollect(steps)).toEqual([1, 2])
    }).pipe(Effect.runPromise))

  it.each([0, 1, 4])("%i stages ahead, what ends one ends both, and nothing is left running", async (n) => {
    const running = new Set<string>()
    const marked = (name: string) => <A, E, R>(xs: Stream.Stream<A, E, R>) =>
      xs.pipe(
        Stream.onStart(Effect.sync(() => running.add(name))),
        Stream.ensuring(Effect.sync(() => running.delete(name))),
      )
    const until = (failing: "first" | "second" | "nobody") => {
      const stage = (name: string) => <E, R>(xs: Stream.Stream<number, E, R>) =>
        xs.pipe(
          Stream.mapEffect((x) => x === 4 && name === failing ? Effect.fail(name) : Effect.as(Effect.yieldNow, x)),
          marked(name),
        )
      return Stream.iterate(1, (x) => x + 1).pipe(marked("source"), lookahead(n)(stage("first"), stage("second")))
    }
    for (const failing of ["first", "second"] as const) {
      expect(await until(failing).pipe(Stream.runDrain, Effect.flip, Effect.runPromise)).toBe(failing)
      expect(running).toEqual(new Set())
    }
    const enough = until("nobody").pipe(Stream.take(3))
    // Twice: each run of the stream has places of its own.
    for (let k = 0; k < 2; k++) expect(await Effect.runPromise(Stream.runCollect(enough))).toEqual([1, 2, 3])
    expect(running).toEqual(new Set())
    const thrown = Stream.range(1, 9).pipe(
      lookahead(n)((xs) =>
        Stream.map(xs, () => {
          throw new Error("a defect")
        }), marked("second")),
    )
    const exit = await Effect.runPromiseExit(Stream.runDrain(thrown))
    expect(Exit.isFailure(exit) && String(Cause.squash(exit.cause))).toBe("Error: a defect")
    expect(running).toEqual(new Set())
  })

  it.each([-1, 0.5, NaN, Infinity])(
    "refuses %d, with which it would wait for ever",
    async (n) => {
      const failing = Stream.make(1).pipe(lookahead(n)((xs) => xs, (xs) => xs), Stream.runDrain, Effect.flip)
      expect(await Effect.runPromise(failing)).toMatchObject({ n, message: expect.stringContaining(`ahead by ${n}`) })
    },
  )

  it("keeps order, failures and interruption", () =>
    Effect.gen(function* () {
      const same = <A, E, R>(xs: Stream.Stream<A, E, R>) => xs
      expect(yield* Stream.range(1, 9).pipe(lookahead(3)(same, same), Stream.runCollect)).toEqual([
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
      ])
      const broken = Stream.range(1, 9).pipe(
        lookahead(2)(Stream.mapEffect((x) => (x === 5 ? Effect.fail("five" as const) : Effect.succeed(x))), same),
      )
      expect(yield* Effect.flip(Stream.runDrain(broken))).toBe("five")
      let released = false
      const endless = Stream.never.pipe(Stream.ensuring(Effect.sync(() => (released = true))), lookahead(2)(same, same))
      const fiber = yield* Effect.forkChild(Stream.runDrain(endless))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      expect(released).toBe(true)
    }).pipe(Effect.runPromise))
})

describe("lookahead's spans", () => {
  const spansOf = async <A, E>(steps: Stream.Stream<A, E>) => {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      },
    })
    await steps.pipe(Stream.runDrain, Effect.exit, Effect.withSpan("run"), Effect.withTracer(tracer), Effect.runPromise)
    return spans.filter(({ name }) => name === "lookahead")
  }
  const ends = (spans: ReadonlyArray<Tracer.NativeSpan>) =>
    spans.map(({ status }) =>
      status._tag === "Started" ? "never" : Exit.isSuccess(status.exit) ? "well" : Exit.hasInterrupts(status.exit)
    )
  const slow = <E, R>(xs: Stream.Stream<number, E, R>) => Stream.tap(xs, () => Effect.sleep(5))
  const quick = <A, E, R>(xs: Stream.Stream<A, E, R>) => xs

  it("are one an element, in order, and as many at once as there are places", async () => {
    for (const n of [0, 2]) {
      const spans = await spansOf(Stream.range(1, 6).pipe(lookahead(n)(quick, slow)))
      expect(spans.map(({ attributes }) => Object.fromEntries(attributes))).toEqual(
        [1, 2, 3, 4, 5, 6].map((step) => ({ "rlif.step": step, "rlif.lookahead": n })),
      )
      expect(ends(spans)).toEqual(Array(6).fill("well"))
      const at = (time: bigint) =>
        spans.filter(({ status }) => status._tag === "Ended" && status.startTime <= time && time < status.endTime)
      expect(Math.max(...spans.map(({ status }) => at(status.startTime).length))).toBe(n + 1)
    }
  })

  it("end where the stream does", async () => {
    const failing = Stream.range(1, 9).pipe(
      lookahead(2)(
        quick,
        Stream.mapEffect((x) => x === 3 ? Effect.andThen(Effect.sleep(5), Effect.fail(x)) : Effect.sleep(5)),
      ),
    )
    expect(ends(await spansOf(failing))).toEqual(["well", "well", true, true, true])
    const enough = Stream.range(1, 9).pipe(lookahead(2)(quick, slow), Stream.take(2))
    expect(ends(await spansOf(enough)).slice(0, 3)).toEqual(["well", "well", true])
    expect(ends(await spansOf(enough))).not.toContain("never")
  })
})
