// The policy in a thread of its own. While the policy computes, the main thread goes on with timers, signals and requests.
import { Deferred, Effect, Exit, Layer } from "effect"
import { SHARE_ENV, Worker } from "node:worker_threads"
import type { Where } from "../runtime/providers/chosen.ts"
import { decodeFailure } from "./_failure.ts"
import { flatten } from "../graph/flat_graph.ts"
import { type Listener, listener } from "./_spans.ts"
import { type CallName, type Calls, type FromThread, type ThreadStart, type ToThread } from "./_protocol.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import type { TrainingState } from "../learn/training.ts"
import { Policy } from "./policy.ts"
import { attempt, policyError } from "../runtime/drained.ts"
import { flattenSignal } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"
import { PolicyError, ThreadDied } from "../runtime/policy_error.ts"
import type { PolicyFolder, PolicyParameters } from "./folder.ts"

/**
 * The model of the worker's policy, and the provider and threads that compute it.
 * @since 0.1.0
 */
export type PolicyWorkerOptions =
  & Where
  & (PolicyFolder | { readonly parameters: PolicyParameters })

/**
 * The service of `layerFolder` or `layerParameters` in a worker thread. Interrupting a call asks the thread to stop the call
 * and waits until it has. Closing the scope stops all calls, releases the thread's sessions, and then ends the thread. If
 * the thread dies, every call fails with a PolicyError. Spans of the thread reach the caller's tracer with the call's
 * answer, as children of the caller's span; without a tracer no spans are made.
 * @since 0.1.0
 */
export const layerWorker = (options: PolicyWorkerOptions): Layer.Layer<Policy, PolicyError> =>
  Layer.effect(
    Policy,
    Effect.gen(function* () {
      const thread = yield* Effect.acquireRelease(
        Effect.map(listener, (listening) => spawn(options, listening)),
        ({ close }) => close,
      )
      const { config, provider, endTokens } = yield* Deferred.await(thread.ready)
      const { call } = thread
      const flatSignals = (action: string, signals: ReadonlyArray<Signal>) =>
        attempt(action, () => signals.map((signal) => flattenSignal(signal, config.vocab)))
      return Policy.of({
        config,
        provider,
        endTokens,
        // The thread answers with the signals that were asked for: the protocol cannot say so.
        sample: ({ signals, ...rest }) =>
          Effect.flatMap(flatSignals("sample", signals), (signals) => call("sample", { ...rest, signals })) as never,
        read: (sequences, { signals, ...rest }) =>
          Effect.flatMap(flatSignals("read", signals), (signals) =>
            call("read", { sequences, options: { ...rest, signals } })) as never,
        learn: learning(call),
        save: (directory) =>
          call("save", directory),
        version: call("version", undefined),
      })
    }),
  )

/** Sends a learner once, and each of its calls by the learner's number. */
const learning = (call: Call) =>
  Effect.fnUntraced(function* ({ step, loss, optimizer, ...rest }: Learner) {
    const flat = {
      ...rest,
      step: flatten(step),
      ...(loss === undefined ? {} : { loss: flatten(loss) }),
      optimizer: flatten(optimizer),
    }
    const id = yield* Effect.acquireRelease(call("learn", flat), (id) => Effect.ignore(call("forget", id)))
    return {
      update: (batch: TrainingBatch) => call("update", { id, batch }),
      state: call("state", id),
      restore: (state: TrainingState) => call("restore", { id, state }),
    }
  })

/** A call to the thread. */
type Call = <K extends CallName>(name: K, input: Calls[K]["input"]) => Effect.Effect<Calls[K]["output"], PolicyError>

/** A call that waits for its answer. */
interface Waiting {
  readonly answer: (exit: Exit.Exit<never, PolicyError> | Exit.Exit<unknown>) => void
  readonly listening: Listener | undefined
}

/** A thread, its calls that wait, and why it takes no more calls. */
interface Thread {
  readonly post: (message: ToThread) => void
  readonly waiting: Map<number, Waiting>
  readonly ready: Deferred.Deferred<Ready, PolicyError>
  readonly ended: Deferred.Deferred<void>
  dead: PolicyError | undefined
}
type Ready = Extract<FromThread, { kind: "ready" }>

const callerOf = (listening: Listener | undefined) => listening === undefined ? {} : { caller: listening.caller }

const died = (message: string) => new PolicyError({ action: "run", reason: new ThreadDied({ message }) })

const spawn = (
  { provider = "cpu", threads = 0, ...source }: PolicyWorkerOptions,
  listening: Listener | undefined,
) => {
  const start: ThreadStart = { where: { provider, threads }, source, ...callerOf(listening) }
  // Environment variables that a provider sets for its libraries have to reach the process.
  const worker = new Worker(new URL("./_thread.ts", import.meta.url), { workerData: start, env: SHARE_ENV })
  const thread: Thread = {
    post: (message) => worker.postMessage(message),
    waiting: new Map(),
    ready: Deferred.makeUnsafe(),
    ended: Deferred.makeUnsafe(),
    dead: undefined,
  }
  worker.on("message", (message: FromThread) => received(thread, message, listening))
  worker.on("error", (cause) => fail(thread, died(`Cannot go on: the policy's thread died: ${cause}`)))
  worker.on("exit", () => {
    if (thread.dead === undefined) fail(thread, died("Cannot call the policy: its thread has ended"))
    Deferred.doneUnsafe(thread.ended, Exit.void)
  })

  const call = calling(thread)
  const close = Effect.suspend(() => {
    if (thread.dead === undefined) thread.post({ kind: "close" })
    return Deferred.await(thread.ended)
  })
  return { ready: thread.ready, call, close }
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
  if (message.kind === "ready") Deferred.doneUnsafe(thread.ready, Exit.succeed(message))
  else if (message.kind === "failed") fail(thread, decodeFailure(message.failure))
  else {
    const caller = thread.waiting.get(message.id)
    thread.waiting.delete(message.id)
    caller?.listening?.emit(spans)
    caller?.answer(message.kind === "done" ? Exit.succeed(message.output) : Exit.fail(decodeFailure(message.failure)))
  }
}

/** Asks the thread, and waits for its answer; an interrupted call waits until the thread has stopped it. */
const calling = (thread: Thread): Call => {
  let last = 0
  const asked = <K extends CallName>(
    name: K,
    { input, listening }: { readonly input: Calls[K]["input"]; readonly listening: Listener | undefined },
  ): Effect.Effect<Calls[K]["output"], PolicyError> =>
    Effect.callback((resume) => {
      const { post, waiting, dead } = thread
      if (dead !== undefined) return resume(Effect.fail(dead))
      const id = ++last
      const answered = new Promise<void>((resolve) => {
        const answer: Waiting["answer"] = (exit) => {
          resume(exit as Exit.Exit<Calls[K]["output"], PolicyError>)
          resolve()
        }
        waiting.set(id, { answer, listening })
      })
      try {
        post({ kind: "call", id, name, input, ...callerOf(listening) })
      } catch (cause) {
        waiting.delete(id)
        return resume(Effect.fail(policyError(name, new Error(`Cannot ${name}: ${cause}`))))
      }
      return Effect.promise(() => {
        post({ kind: "interrupt", id })
        return answered
      })
    })
  return (name, input) => Effect.flatMap(listener, (listening) => asked(name, { input, listening }))
}
