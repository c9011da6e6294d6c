// A thread as it sees itself: it is called by messages. Only files that are started as workers import this one.
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { type MessagePort, parentPort, workerData } from "node:worker_threads"
import { policyError } from "../runtime/drained.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import { encodeFailure } from "./failure.ts"
import type { FromThread, Table, ThreadStart, ToThread } from "./messages.ts"
import { type EndedSpan, recorded } from "./spans.ts"

/** What answers each call. */
export type Handlers<C extends Table<C>> = {
  readonly [K in keyof C]: (input: C[K]["input"]) => Effect.Effect<C[K]["output"], PolicyError>
}

/** What a thread has for its owner once it has begun. */
export interface Served<C extends Table<C>, Ready> {
  readonly ready: Ready
  readonly handlers: Handlers<C>
  /** The arrays of an answer that leave with it. */
  readonly moved: (output: unknown) => ReadonlyArray<ArrayBuffer>
}

const failureOf = (cause: Cause.Cause<unknown>) => encodeFailure(policyError("run", Cause.squash(cause)))

interface Traced {
  readonly spans?: ReadonlyArray<EndedSpan>
}

/** What the owner says at the start. */
const told = <Start>(port: MessagePort): Effect.Effect<ThreadStart<Start>> =>
  Effect.callback((resume) => {
    port.once("message", (message: ThreadStart<Start>) => {
      port.close()
      resume(Effect.succeed(message))
    })
  })

/** Begins once the thread is told how, answers calls until the owner closes the thread, and releases everything. */
export const serve = async <C extends Table<C>, Start, Ready>(
  begin: (start: Start) => Effect.Effect<Served<C, Ready>, unknown, Scope.Scope>,
): Promise<void> => {
  const port = parentPort!
  const post = (message: FromThread, moved: ReadonlyArray<ArrayBuffer> = []) => port.postMessage(message, [...moved])
  let loading: Traced = {}
  const serving = Effect.gen(function* () {
    const { start, caller } = yield* told<Start>(workerData)
    const { ready, handlers, moved } = yield* recorded(caller, (spans) => loading = { spans })(begin(start))
    const running = new Map<number, Fiber.Fiber<unknown, PolicyError>>()
    const closed = yield* Deferred.make<void>()
    const answer = ({ id, name, input, caller }: Extract<ToThread, { kind: "call" }>) => {
      let traced: Traced = {}
      // What cannot even be read fails its call, and not the thread.
      const answered = Effect.suspend(() =>
        (handlers[name as keyof C] as (input: unknown) => Effect.Effect<unknown, PolicyError>)(input)
      )
      const fiber = Effect.runFork(recorded(caller, (spans) => traced = { spans })(answered))
      running.set(id, fiber)
      fiber.addObserver((exit) => {
        running.delete(id)
        if (Exit.isSuccess(exit)) post({ kind: "done", id, output: exit.value, ...traced }, moved(exit.value))
        else post({ kind: "undone", id, failure: failureOf(exit.cause), ...traced })
      })
    }
    port.on("message", (message: ToThread) => {
      if (message.kind === "close") Deferred.doneUnsafe(closed, Exit.void)
      else if (message.kind === "interrupt") running.get(message.id)?.interruptUnsafe()
      else answer(message)
    })
    post({ kind: "ready", ready, ...loading })
    yield* Deferred.await(closed)
    // Each call waits for its present computation: a thread that ends during one would take the process with it.
    yield* Fiber.interruptAll([...running.values()])
  })
  const exit = await serving.pipe(Effect.scoped, Effect.runPromiseExit)
  if (Exit.isFailure(exit)) post({ kind: "failed", failure: failureOf(exit.cause), ...loading })
  port.close()
}
