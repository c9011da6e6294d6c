// The thread of `worker.ts`: a policy that is called by messages. This file is only started as a worker, never imported.
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { LaneThreads } from "../lane/lane_threads.ts"
import { unflattenLearner } from "../learn/flat_learner.ts"
import type { Training, TrainingState } from "../learn/training.ts"
import * as Chosen from "../runtime/providers/chosen.ts"
import { unflattenSignal } from "../signals/flat_signal.ts"
import { numbered } from "../thread/numbered.ts"
import { type Handlers, serve } from "../thread/serving.ts"
import { layerFolder, layerParameters } from "./folder.ts"
import { learnerClosed } from "../lane/learner_closed.ts"
import { Policy } from "./policy.ts"
import type { Calls, Ready, Start } from "./_protocol.ts"

const handlers = (policy: Policy["Service"], scope: Scope.Scope): Handlers<Calls> => {
  const learners = numbered<Training>(scope, learnerClosed)
  return {
    sample: ({ signals, ...rest }) => policy.sample({ ...rest, signals: signals.map(unflattenSignal) }),
    read: ({ sequences, options: { signals, ...rest } }) =>
      policy.read(sequences, { ...rest, signals: signals.map(unflattenSignal) }),
    learn: (learner) => learners.make(Effect.suspend(() => policy.learn(unflattenLearner(learner)))),
    update: ({ id, batch }) => learners.use(id, ({ update }) => update(batch)),
    state: (id) => learners.use(id, ({ state }) => state),
    restore: ({ id, state }) => learners.use(id, ({ restore }) => restore(state)),
    // Closing the learner's scope releases gradients and optimizer state.
    forget: learners.forget,
    save: policy.save,
    hold: policy.hold,
    version: () => policy.version,
  }
}

/** The array of a state, which is a copy and so may leave: all of its tensors lie in one. */
const moved = (output: unknown): ReadonlyArray<ArrayBuffer> => {
  if (typeof output !== "object" || output === null || !("tensors" in output)) return []
  const tensors = Object.values(output.tensors as TrainingState["tensors"])
  return [...new Set(tensors.map(({ data }) => data.buffer as ArrayBuffer))]
}

await serve<Calls, Start, Ready>(({ source, where }) =>
  Effect.gen(function* () {
    const loaded = "folder" in source ? layerFolder(source.folder, source) : layerParameters(source.parameters)
    const layer = Layer.provide(loaded, [Chosen.layer(where), NodeFileSystem.layer, NodePath.layer])
    const context = yield* Effect.provideService(Layer.build(layer), LaneThreads, where.threads ?? 0)
    const policy = Context.get(context, Policy)
    const { config, provider, endTokens } = policy
    return { ready: { config, provider, endTokens }, handlers: handlers(policy, yield* Effect.scope), moved }
  })
)
