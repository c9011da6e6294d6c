// The policy in a thread of its own. While the policy computes, the main thread goes on with timers, signals and requests.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { flattenLearner } from "../learn/flat_learner.ts"
import type { Learner, TrainingBatch } from "../learn/learner.ts"
import type { TrainingState } from "../learn/training.ts"
import { attempt } from "../runtime/drained.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Where } from "../runtime/providers/chosen.ts"
import { flattenSignal } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"
import type { Call } from "../thread/calling.ts"
import type { PolicyFolder, PolicyParameters } from "./folder.ts"
import { Policy } from "./policy.ts"
import { type PolicyThread, policyThread } from "./thread.ts"
import type { Calls, Start } from "./_protocol.ts"

/**
 * The model of the worker's policy, and the provider and threads that compute it.
 * @since 0.1.0
 */
export type PolicyWorkerOptions =
  & Where
  & (PolicyFolder | { readonly parameters: PolicyParameters })
  & {
    /** The worker's thread, spawned earlier to save time. Default: a new one. */
    readonly thread?: PolicyThread
  }

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
      const { provider: named = "cpu", threads = 0, thread, ...source } = options
      const start: Start = { source, where: { provider: named, threads } }
      const { begin } = yield* (thread ?? (yield* policyThread)).taken
      const { ready, call } = yield* begin(start)
      const { config, provider, endTokens } = yield* ready
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
        hold: (most) => call("hold", most),
        version: call("version", undefined),
      })
    }),
  )

/** Sends a learner once, and each of its calls by the learner's number. */
const learning = (call: Call<Calls>) =>
  Effect.fnUntraced(function* (learner: Learner) {
    const made = call("learn", flattenLearner(learner))
    const id = yield* Effect.acquireRelease(made, (id) => Effect.ignore(call("forget", id)))
    return {
      update: (batch: TrainingBatch) => call("update", { id, batch }),
      state: call("state", id),
      restore: (state: TrainingState) => call("restore", { id, state }),
    }
  })
