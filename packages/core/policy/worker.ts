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
        learn: Effect.fnUntraced(function* ({ step, loss, optimizer, ...rest }: Learner) {
          const flat = {
            ...rest,
            step: flatten(step),
            ...(loss === undefined ? {} : { loss: flatten(loss) }),
            optimizer: flatten(optimizer),
          }
          const id = yield* Effect.acquireRelease(call("learn", flat), (id) =>
            Effect.ignore(call("forget", id)))
          return {
            update: (batch: TrainingBatch) => call("update", { id, batch }),
            state: call("state", id),
            restore: (state: TrainingState) => call("restore", { id, state }),
          }
        }),
        save: (directory) => call("save", directory),
        version: call("version", undefined),
      })
    }),
  )

/** A call that waits for its answer. */
interface Waiting {
  readonly answer: (exit: Exit.Exit<never, PolicyError> | Exit.Exit<unknown>) => void
  readonly listening: Listener | undefined
}

const callerOf = (listening: Listener | undefined) => listening === undefined ? {} : { caller: listening.caller }

const died = (message: string) => new PolicyError({ action: "run", reason: new ThreadDied({ message }) })

const spawn = (
  { provider = "cpu", threads = 0, ...source }: PolicyWorkerOptions,
  listening: Listener | undefined,
) => {
  const start: ThreadStart = { where: { provider, threads }, source, ...callerOf(listening) }
  // Environment variables that a provider sets for its libraries have to reach the process.
  const worker = new Worker(new URL("./_thread.ts", import.meta.url), { workerData: start, env: SHARE_ENV })
  const post = (message: ToThread) => worker.postMessage(message)
  const ready = Deferred.makeUnsafe<Extract<FromThread, { kind: "ready" }>, PolicyError>()
  const ended = Deferred.makeUnsafe<void>()
  const waiting = new Map<number, Waiting>()
  let dead: PolicyError | undefined
  let last = 0

  const fail = (error: PolicyError) => {
    dead = error
    Deferred.doneUnsafe(ready, Exit.fail(dead))
    for (const { answer } of waiting.values()) answer(Exit.fail(dead))
    waiting.clear()
  }
  worker.on("message", (message: FromThread) => {
    const { spans = [] } = message
    if (message.kind === "ready" || message.kind === "failed") listening?.emit(spans)
    if (message.kind === "ready") Deferred.doneUnsafe(ready, Exit.succeed(message))
    else if (message.kind === "failed") fail(decodeFailure(message.failure))
    else {
      const caller = waiting.get(message.id)
      waiting.delete(message.id)
      caller?.listening?.emit(spans)
      caller?.answer(
        message.kind === "done" ? Exit.succeed(message.output) : Exit.fail(decodeFailure(message.failure)),
      )
    }
  })
  worker.on("error", (cause) => fail(died(`Cannot go on: the policy's thread died: ${cause}`)))
  worker.on("exit", () => {
    if (dead === undefined) fail(died("Cannot call the policy: its thread has ended"))
    Deferred.doneUnsafe(ended, Exit.void)
  })

  const call = <K extends CallName>(
    name: K,
    input: Calls[K]["input"],
  ): Effect.Effect<Calls[K]["output"], PolicyError> =>
    Effect.flatMap(listener, (listening) => asked(name, { input, listening }))

  const asked = <K extends CallName>(
    name: K,
    { input, listening }: { readonly input: Calls[K]["input"]; readonly listening: Listener | undefined },
  ): Effect.Effect<Calls[K]["output"], PolicyError> =>
    Effect.callback((resume) => {
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

  const close = Effect.suspend(() => {
    if (dead === undefined) post({ kind: "close" })
    return Deferred.await(ended)
  })
  return { ready, call, close }
}
