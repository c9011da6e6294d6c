// The thread of `worker.ts`: a policy that is called by messages. This file is only started as a worker, never imported.
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { Cause, Context, Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { parentPort, workerData } from "node:worker_threads"
import * as Chosen from "../runtime/providers/chosen.ts"
import { policyError } from "../runtime/drained.ts"
import { unflatten } from "../graph/flat_graph.ts"
import { unflattenSignal } from "../signals/flat_signal.ts"
import { type CallName, type Calls, type FromThread, type ThreadStart, type ToThread } from "./_protocol.ts"
import { encodeFailure } from "./_failure.ts"
import { type EndedSpan, recorded } from "./_spans.ts"
import type { Training, TrainingState } from "../learn/training.ts"
import { Policy } from "./policy.ts"
import { learnerClosed } from "./_learner_closed.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import { layerFolder, layerParameters } from "./folder.ts"

type Handlers = {
  readonly [K in CallName]: (input: Calls[K]["input"]) => Effect.Effect<Calls[K]["output"], PolicyError>
}

const handlers = (policy: Policy["Service"], scope: Scope.Scope): Handlers => {
  const learners = new Map<number, { readonly training: Training; readonly scope: Scope.Closeable }>()
  let last = 0
  const withLearner = <A>(id: number, of: (training: Training) => Effect.Effect<A, PolicyError>) => {
    const own = learners.get(id)
    return own === undefined ? Effect.fail(learnerClosed) : of(own.training)
  }
  return {
    sample: ({ signals, ...rest }) => policy.sample({ ...rest, signals: signals.map(unflattenSignal) }),
    read: ({ sequences, options: { signals, ...rest } }) =>
      policy.read(sequences, { ...rest, signals: signals.map(unflattenSignal) }),
    learn: ({ step, loss, optimizer, ...rest }) =>
      Effect.gen(function* () {
        const own = yield* Scope.fork(scope)
        const learner = {
          ...rest,
          step: unflatten(step),
          ...(loss === undefined ? {} : { loss: unflatten(loss) }),
          optimizer: unflatten(optimizer),
        }
        const training = yield* policy.learn(learner).pipe(
          Scope.provide(own),
          Effect.onError((cause) => Scope.close(own, Exit.failCause(cause))),
        )
        learners.set(++last, { training, scope: own })
        return last
      }),
    update: ({ id, batch }) => withLearner(id, ({ update }) => update(batch)),
    state: (id) => withLearner(id, ({ state }) => state),
    restore: ({ id, state }) => withLearner(id, ({ restore }) => restore(state)),
    // Closing the learner's scope releases gradients and optimizer state.
    forget: (id) => {
      const own = learners.get(id)
      learners.delete(id)
      return own === undefined ? Effect.void : Scope.close(own.scope, Exit.void)
    },
    save: policy.save,
    version: () => policy.version,
  }
}

const port = parentPort!
const post = (message: FromThread) =>
  port.postMessage(message, message.kind === "done" ? transferred(message.output) : [])

/** The array of a state, which is a copy and so may leave: all of its tensors lie in one. */
const transferred = (output: unknown): ReadonlyArray<ArrayBuffer> => {
  if (typeof output !== "object" || output === null || !("tensors" in output)) return []
  const tensors = Object.values(output.tensors as TrainingState["tensors"])
  return [...new Set(tensors.map(({ data }) => data.buffer as ArrayBuffer))]
}
const failureOf = (cause: Cause.Cause<unknown>) => encodeFailure(policyError("run", Cause.squash(cause)))

const { source, where, caller } = workerData as ThreadStart
let loading: { readonly spans?: ReadonlyArray<EndedSpan> } = {}

const loaded = ("folder" in source ? layerFolder(source.folder, source) : layerParameters(source.parameters)).pipe(
  Layer.provide([Chosen.layer(where), NodeFileSystem.layer, NodePath.layer]),
  Layer.build,
  recorded(caller, (spans) => loading = { spans }),
)

const serve = Effect.gen(function* () {
  const policy = Context.get(yield* loaded, Policy)
  const scope = yield* Effect.scope
  const calls = handlers(policy, scope)
  const running = new Map<number, Fiber.Fiber<unknown, PolicyError>>()
  const closed = yield* Deferred.make<void>()
  port.on("message", (message: ToThread) => {
    if (message.kind === "close") Deferred.doneUnsafe(closed, Exit.void)
    else if (message.kind === "interrupt") running.get(message.id)?.interruptUnsafe()
    else {
      const { id, name, input, caller } = message
      let traced: { readonly spans?: ReadonlyArray<EndedSpan> } = {}
      // What cannot even be read fails its call, and not the thread.
      const answer = Effect.suspend(() =>
        (calls[name] as (input: unknown) => Effect.Effect<unknown, PolicyError>)(input)
      )
      const fiber = Effect.runFork(recorded(caller, (spans) => traced = { spans })(answer))
      running.set(id, fiber)
      fiber.addObserver((exit) => {
        running.delete(id)
        if (Exit.isSuccess(exit)) post({ kind: "done", id, output: exit.value, ...traced })
        else post({ kind: "undone", id, failure: failureOf(exit.cause), ...traced })
      })
    }
  })
  const { config, provider, endTokens } = policy
  post({ kind: "ready", config, provider, endTokens, ...loading })
  yield* Deferred.await(closed)
  // Each call waits for its present computation: a thread that ends during one would take the process with it.
  yield* Fiber.interruptAll([...running.values()])
})

const exit = await serve.pipe(Effect.scoped, Effect.runPromiseExit)
if (Exit.isFailure(exit)) post({ kind: "failed", failure: failureOf(exit.cause), ...loading })
port.close()
