// The thread of `workers.ts`: a lane that is called by messages. This file is only started as a worker, never imported.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { unflattenLearner } from "../learn/flat_learner.ts"
import type { Gradient } from "../learn/gradient.ts"
import type { Weights } from "../learn/weights.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import { unflattenSignal } from "../signals/flat_signal.ts"
import { numbered } from "../thread/numbered.ts"
import { type Handlers, serve } from "../thread/serving.ts"
import type { LaneLearner } from "./lane.ts"
import { learnerClosed } from "./learner_closed.ts"
import { type LocalLane, localLane } from "./local.ts"
import type { Calls, Start } from "./_protocol.ts"

const handlers = (lane: LocalLane, { parameters }: Weights, scope: Scope.Scope): Handlers<Calls> => {
  const learners = numbered<LaneLearner>(scope, learnerClosed)
  return {
    sample: ({ signals, ...rest }) => lane.sample({ ...rest, signals: signals.map(unflattenSignal) }),
    read: ({ groups, temperature, signals }) =>
      lane.read(groups, { temperature, signals: signals.map(unflattenSignal) }),
    learn: (learner) => learners.make(Effect.suspend(() => lane.learn(unflattenLearner(learner)))),
    gradient: ({ id, piece, into }) => learners.use(id, ({ gradient }) => gradient(piece, into)),
    forget: learners.forget,
    renew: ({ names, shared }) =>
      Effect.suspend(() => {
        let at = 0
        for (const name of names) {
          const { data } = parameters[name]
          data.set(new Float32Array(shared, 4 * at, data.length))
          at += data.length
        }
        return lane.renew(Object.fromEntries(names.map((name) => [name, parameters[name]])))
      }),
  }
}

/** The array of a gradient, which was given for it and goes back. */
const moved = (output: unknown): ReadonlyArray<ArrayBuffer> =>
  typeof output === "object" && output !== null && "gradient" in output
    ? [(output as Gradient).gradient.buffer as ArrayBuffer]
    : []

await serve<Calls, Start, void>(({ config, weights }) =>
  Effect.gen(function* () {
    const runtime = yield* Layer.build(Cpu.layerWith({ threads: 1 }))
    const lane = yield* Effect.provideService(localLane(config, weights), Runtime, Context.get(runtime, Runtime))
    return { ready: undefined, handlers: handlers(lane, weights, yield* Effect.scope), moved }
  })
)
