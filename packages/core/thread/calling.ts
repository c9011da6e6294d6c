// A thread as its owner sees it: calls that wait for their answers.
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { SHARE_ENV, Worker } from "node:worker_threads"
import { policyError } from "../runtime/drained.ts"
import { PolicyError, ThreadDied } from "../runtime/policy_error.ts"
import { decodeFailure } from "./failure.ts"
import type { FromThread, Table, ThreadStart, ToThread } from "./messages.ts"
import { type Listener, listener } from "./spans.ts"

/** A call to the thread; what is `moved` is the thread's from then on. */
export type Call<C extends Table<C>> = <K extends keyof C & string>(
  name: K,
  input: C[K]["input"],
  moved?: ReadonlyArray<ArrayBuffer>,
) => Effect.Effect<C[K]["output"], PolicyError>

/** A thread, by what it runs, and what messages call it. */
export interface ThreadFile {
  readonly file: URL
  readonly name: string
}

/**
 * A thread that has begun, until the scope closes: then it stops all calls, releases its sessions, and ends. Interrupting a
 * call asks the thread to stop the call and waits until it has. If the thread dies, every call fails. Spans of the thread
 * reach the caller's tracer with the call's answer, as children of the caller's span; without a tracer no spans are made.
 */
export const thread = <C extends Table<C>, Ready>(
  file: ThreadFile,
  start: unknown,
): Effect.Effect<{ readonly ready: Ready; readonly call: Call<C> }, PolicyError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.map(listener, (listening) => spawn<C>(file, { start, listening })),
    ({ close }) => close,
  ).pipe(
    Effect.flatMap(({ ready, call }) =>
      Effect.map(Deferred.await(ready), (ready) => ({ ready: ready as Ready, call }))
    ),
  )

/** A call that waits for its answer. */
interface Waiting {
  readonly answer: (exit: Exit.Exit<never, PolicyError> | Exit.Exit<unknown>) => void
  readonly listening: Listener | undefined
}

/** A thread, its calls that wait, and why it takes no more calls. */
interface Thread {
  readonly post: (message: ToThread, moved?: ReadonlyArray<ArrayBuffer>) => void
  readonly waiting: Map<number, Waiting>
  readonly ready: Deferred.Deferred<unknown, PolicyError>
  readonly ended: Deferred.Deferred<void>
  dead: PolicyError | undefined
}

const callerOf = (listening: Listener | undefined) => listening === undefined ? {} : { caller: listening.caller }

const died = (message: string) => new PolicyError({ action: "run", reason: new ThreadDied({ message }) })

const spawn = <C extends Table<C>>(
  { file, name }: ThreadFile,
  { start, listening }: { readonly start: unknown; readonly listening: Listener | undefined },
) => {
  const workerData: ThreadStart<unknown> = { start, ...callerOf(listening) }
  // Environment variables that a provider sets for its libraries have to reach the process.
  const worker = new Worker(file, { workerData, env: SHARE_ENV })
  const thread: Thread = {
    post: (message, moved = []) => worker.postMessage(message, [...moved]),
    waiting: new Map(),
    ready: Deferred.makeUnsafe(),
    ended: Deferred.makeUnsafe(),
    dead: undefined,
  }
  worker.on("message", (message: FromThread) => received(thread, message, listening))
  worker.on("error", (cause) => fail(thread, died(`Cannot go on: the ${name}'s thread died: ${cause}`)))
  worker.on("exit", () => {
    if (thread.dead === undefined) fail(thread, died(`Cannot call the ${name}: its thread has ended`))
    Deferred.doneUnsafe(thread.ended, Exit.void)
  })

  const close = Effect.suspend(() => {
    if (thread.dead === undefined) thread.post({ kind: "close" })
    return Deferred.await(thread.ended)
  })
  return { ready: thread.ready, call: calling<C>(thread), close }
}

/** Ends the thread's calls by an error, those that wait and those that come. */
const fail = (thread: Thread, error: PolicyError) => {
  thread.dead = error
  Deferred.doneUnsafe(thread.ready, Exit.fail(error))
  for (const { answer } of thread.waiting.values()) answer(Exit.fail(error))
  thread.waiting.clear()
}

const received = (thread: Thread, message: FromThread, listening: Listener | undefined) => {
  const { spans = [] } = message
  if (message.kind === "ready" || message.kind === "failed") listening?.emit(spans)
  if (message.kind === "ready") Deferred.doneUnsafe(thread.ready, Exit.succeed(message.ready))
  else if (message.kind === "failed") fail(thread, decodeFailure(message.failure))
  else {
    const caller = thread.waiting.get(message.id)
    thread.waiting.delete(message.id)
    caller?.listening?.emit(spans)
    caller?.answer(message.kind === "done" ? Exit.succeed(message.output) : Exit.fail(decodeFailure(message.failure)))
  }
}

/** Asks the thread, and waits for its answer; an interrupted call waits until the thread has stopped it. */
const calling = <C extends Table<C>>(thread: Thread): Call<C> => {
  let last = 0
  const asked = <K extends keyof C & string>(
    name: K,
    { input, moved, listening }: {
      readonly input: C[K]["input"]
      readonly moved: ReadonlyArray<ArrayBuffer>
      readonly listening: Listener | undefined
    },
  ): Effect.Effect<C[K]["output"], PolicyError> =>
    Effect.callback((resume) => {
      const { post, waiting, dead } = thread
      if (dead !== undefined) return resume(Effect.fail(dead))
      const id = ++last
      const answered = new Promise<void>((resolve) => {
        const answer: Waiting["answer"] = (exit) => {
          resume(exit as Exit.Exit<C[K]["output"], PolicyError>)
          resolve()
        }
        waiting.set(id, { answer, listening })
      })
      try {
        post({ kind: "call", id, name, input, ...callerOf(listening) }, moved)
      } catch (cause) {
        waiting.delete(id)
        return resume(Effect.fail(policyError(name, new Error(`Cannot ${name}: ${cause}`))))
      }
      return Effect.promise(() => {
        post({ kind: "interrupt", id })
        return answered
      })
    })
  return (name, input, moved = []) => Effect.flatMap(listener, (listening) => asked(name, { input, moved, listening }))
}
