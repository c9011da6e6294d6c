// A thread as its owner sees it: calls that wait for their answers.
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { MessageChannel, type MessagePort, SHARE_ENV, Worker } from "node:worker_threads"
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

/** A thread that loads its modules, and then waits to be told how to begin. */
export interface Spawned<C extends Table<C>, Start, Ready> {
  /**
   * Tells the thread, which is told once, and does not wait for it: calls do, and fail if it cannot begin. When the scope
   * closes the thread stops all calls, releases its sessions, and ends.
   */
  readonly begin: (start: Start) => Effect.Effect<Begun<C, Ready>, never, Scope.Scope>
}

/** A thread that has been told how to begin. */
export interface Begun<C extends Table<C>, Ready> {
  /** What it has for its owner, once it has begun. */
  readonly ready: Effect.Effect<Ready, PolicyError>
  readonly call: Call<C>
}

/**
 * A thread, which ends with the scope if not earlier. Interrupting a call asks the thread to stop the call and waits until it
 * has. If the thread dies, every call fails. Spans of the thread reach the caller's tracer with the call's answer, as
 * children of the caller's span; without a tracer no spans are made.
 */
export const spawned = <C extends Table<C>, Start, Ready>(
  file: ThreadFile,
): Effect.Effect<Spawned<C, Start, Ready>, never, Scope.Scope> =>
  Effect.map(Effect.acquireRelease(Effect.sync(() => spawn(file)), close), (thread) => ({
    begin: (start) =>
      Effect.map(
        Effect.acquireRelease(
          Effect.map(listener, (listening) => begin(thread, { start, listening })),
          () => close(thread),
        ),
        () => ({
          ready: Deferred.await(thread.ready) as Effect.Effect<Ready, PolicyError>,
          call: calling<C>(thread),
        }),
      ),
  }))

/** A call that waits for its answer. */
interface Waiting {
  readonly answer: (exit: Exit.Exit<never, PolicyError> | Exit.Exit<unknown>) => void
  readonly listening: Listener | undefined
}

/** A thread, its calls that wait, and why it takes no more calls. */
interface Thread {
  readonly worker: Worker
  /** Where the thread is told how to begin. */
  readonly told: MessagePort
  readonly waiting: Map<number, Waiting>
  readonly ready: Deferred.Deferred<unknown, PolicyError>
  readonly ended: Deferred.Deferred<void>
  begun: boolean
  dead: PolicyError | undefined
}

const post = ({ worker }: Thread, message: ToThread, moved: ReadonlyArray<ArrayBuffer> = []) =>
  worker.postMessage(message, [...moved])

const callerOf = (listening: Listener | undefined) => listening === undefined ? {} : { caller: listening.caller }

const died = (message: string) => new PolicyError({ action: "run", reason: new ThreadDied({ message }) })

const spawn = ({ file, name }: ThreadFile): Thread => {
  const { port1: told, port2: workerData } = new MessageChannel()
  // Environment variables that a provider sets for its libraries have to reach the process.
  const worker = new Worker(file, { workerData, transferList: [workerData], env: SHARE_ENV })
  const thread: Thread = {
    worker,
    told,
    waiting: new Map(),
    ready: Deferred.makeUnsafe(),
    ended: Deferred.makeUnsafe(),
    begun: false,
    dead: undefined,
  }
  worker.on("error", (cause) => fail(thread, died(`Cannot go on: the ${name}'s thread died: ${cause}`)))
  worker.on("exit", () => {
    if (thread.dead === undefined) fail(thread, died(`Cannot call the ${name}: its thread has ended`))
    Deferred.doneUnsafe(thread.ended, Exit.void)
  })
  return thread
}

const begin = (
  thread: Thread,
  { start, listening }: { readonly start: unknown; readonly listening: Listener | undefined },
) => {
  thread.begun = true
  thread.worker.on("message", (message: FromThread) => received(thread, message, listening))
  const message: ThreadStart<unknown> = { start, ...callerOf(listening) }
  thread.told.postMessage(message)
}

/** A thread that was told nothing yet has only modules, and is not waited for. */
const close = (thread: Thread) =>
  Effect.suspend(() => {
    if (!thread.begun) return Effect.promise(() => thread.worker.terminate())
    if (thread.dead === undefined) post(thread, { kind: "close" })
    return Deferred.await(thread.ended)
  })

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

/** Asks the thread once it is ready, and waits for its answer; an interrupted call waits until the thread has stopped it. */
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
      const { waiting, dead } = thread
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
        post(thread, { kind: "call", id, name, input, ...callerOf(listening) }, moved)
      } catch (cause) {
        waiting.delete(id)
        return resume(Effect.fail(policyError(name, new Error(`Cannot ${name}: ${cause}`))))
      }
      return Effect.promise(() => {
        post(thread, { kind: "interrupt", id })
        return answered
      })
    })
  return (name, input, moved = []) =>
    Effect.andThen(
      Deferred.await(thread.ready),
      Effect.flatMap(listener, (listening) => asked(name, { input, moved, listening })),
    )
}
