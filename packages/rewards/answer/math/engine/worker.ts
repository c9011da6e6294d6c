import * as Cache from "effect/Cache"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import { Worker } from "node:worker_threads"
import type { Claim } from "../claim.ts"
import { type Decision, Engine, EngineError } from "./engine.ts"

/**
 * How long claims are waited for, and how many decisions are remembered.
 * @since 0.1.0
 */
export interface EngineWorkerOptions {
  /**
   * A claim that takes longer is unreadable. The limit only guards: an ordinary claim takes a few ms, and more on a busy
   * machine. Default: 5 seconds.
   */
  readonly limit?: Duration.Input
  /**
   * How many late claims are waited for. Further claims are unreadable at once, before they begin, until one late claim is
   * forgiven, which takes five times the limit. Default: 4, so 4 of 64 hostile answers that come together are waited for.
   */
  readonly late?: number
  /** How many decisions are remembered. Default: 10,000. */
  readonly remembered?: number
}

/**
 * The engine in a thread of its own, which the first claim starts. The thread decides one claim at a time; a thread that is
 * late or dies is ended, and the next claim starts another, so that no expression stalls a run. An expression whose form
 * shows that it takes too much is not begun; the clock only guards. Decisions are remembered: a claim is computed once, and
 * a hostile one waited for once. Closing the scope ends the thread.
 *
 * @example
 * ```ts
 * import * as Engine from "@rlif/rewards/answer/math/engine"
 * import { Effect } from "effect"
 *
 * const root = Effect.flatMap(Engine.Engine, ({ decide }) => decide({ same: ["\\sqrt{8}", "2\\sqrt{2}"] }))
 * await Effect.runPromise(Effect.provide(root, Engine.layerWorker({ limit: "2 seconds" }))) // true
 * ```
 *
 * @since 0.1.0
 */
export const layerWorker = (
  { limit = "5 seconds", late = 4, remembered = 10_000 }: EngineWorkerOptions = {},
): Layer.Layer<Engine> =>
  Layer.effect(
    Engine,
    Effect.gen(function* () {
      const ask = yield* asking({ limit, late })
      const decisions = yield* Cache.makeWith((claim: string) => ask(JSON.parse(claim)), {
        capacity: remembered,
        // A claim that was not begun is asked again.
        timeToLive: (exit) => Exit.isSuccess(exit) && !exit.value.isBegun ? 0 : Duration.infinity,
      })
      return Engine.of({
        decide: (claim) =>
          typeof claim === "boolean"
            ? Effect.succeed(claim)
            : Effect.map(Cache.get(decisions, JSON.stringify(claim)), ({ decision }) => decision),
      })
    }),
  )

/** One claim at a time to a thread that lives as long as the scope, or until a claim is late. */
const asking = Effect.fnUntraced(function* ({ limit, late }: Required<Pick<EngineWorkerOptions, "limit" | "late">>) {
  const forgiven = 5 * Duration.toMillis(limit)
  let [count, since] = [0, 0]
  let thread: Worker | undefined
  const stop = Effect.promise(async () => {
    const last = thread
    thread = undefined
    await last?.terminate()
  })
  yield* Effect.addFinalizer(() => stop)
  const one = yield* Semaphore.make(1)
  return Effect.fnUntraced(function* (claim: Claim): Effect.fn.Return<Asked, EngineError> {
    const now = yield* Clock.currentTimeMillis
    count = Math.max(0, count - (now - since) / forgiven)
    since = now
    if (count + 1 > late) return { decision: "unreadable", isBegun: false }
    const asked = thread ??= yield* start
    const decision = yield* answered(asked, claim).pipe(Effect.timeoutOption(limit), Effect.onInterrupt(() => stop))
    if (Option.isSome(decision) && decision.value !== "died") return { decision: decision.value, isBegun: true }
    yield* stop
    since = yield* Clock.currentTimeMillis
    count++
    return { decision: "unreadable", isBegun: true }
  }, one.withPermits(1))
})

interface Asked {
  readonly decision: Decision
  readonly isBegun: boolean
}

// A thread at the limit of its heap is ended like a late one, unless it asks for one huge integer: that ends the process.
// So the limit, in MiB, lies above what arithmetic reaches in time; V8's integers end at 128 MiB each.
const resourceLimits = { maxOldGenerationSizeMb: 2048 }

const start: Effect.Effect<Worker, EngineError> = Effect.callback((resume) => {
  const worker = new Worker(new URL("./_thread.ts", import.meta.url), { resourceLimits })
  const failed = (reason: unknown) => resume(Effect.fail(new EngineError({ reason: String(reason) })))
  const exited = (code: number) => failed(`its thread ended with code ${code}`)
  worker.on("error", failed).on("exit", exited)
  worker.once("message", () => {
    // From here on, a thread that dies only fails the claim that it was asked.
    worker.off("error", failed).off("exit", exited).on("error", () => {})
    resume(Effect.succeed(worker))
  })
  return Effect.promise(() => worker.terminate())
})

const answered = (worker: Worker, claim: Claim): Effect.Effect<Decision | "died"> =>
  Effect.callback((resume) => {
    const decided = (decision: Decision) => end(decision)
    const died = () => end("died")
    const end = (decision: Decision | "died") => {
      worker.off("message", decided).off("exit", died)
      resume(Effect.succeed(decision))
    }
    worker.on("message", decided).on("exit", died)
    worker.postMessage(claim)
    return Effect.sync(() => end("died"))
  })
