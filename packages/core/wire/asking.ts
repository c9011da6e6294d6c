// A policy's lanes on other machines: each piece becomes a task, for whoever takes it, and is computed here where nobody does. Who
// computes a piece changes no bit, as long as machines compute alike: the cut and the order of sums are the same.
import * as Effect from "effect/Effect"
import type { Lane } from "../lane/lane.ts"
import type { Lanes } from "../lane/lanes.ts"
import { flattenLearner } from "../learn/flat_learner.ts"
import type { Learner } from "../learn/learner.ts"
import { copyWeights, type Weights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { attempt } from "../runtime/drained.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import { Runtime } from "../runtime/runtime.ts"
import { flattenSignal } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"
import { type Answer, answerMessage, checked, type Expected, mostBytes } from "./answer.ts"
import type { Hire } from "./elsewhere.ts"
import { learnerMessage } from "./learner_message.ts"
import { type Task, taskMessage } from "./task.ts"
import { versions } from "./versions.ts"
import { configMessage, weightsMessage } from "./weights_message.ts"

/** These lanes, and those whom `hire` finds. */
export const asking = Effect.fnUntraced(function* (
  own: Lanes,
  { config, weights, hire }: { readonly config: ModelConfig; readonly weights: Weights; readonly hire: Hire },
) {
  const version = versions(weights)
  const learners = new Map<number, () => Uint8Array>()
  const { provider } = yield* Runtime
  let beside: Beside | undefined
  const crew = yield* hire({
    here: own.atOnce,
    provider,
    config: () => configMessage.encode(config),
    weights: version.since,
    past: () => beside?.bytes(),
    learner: (id) => learners.get(id)?.(),
  })
  const means: Asking = {
    config,
    ask: (task, { here, learner }) => {
      const expected = { vocab: config.vocab, ...(learner === undefined ? {} : { learner }) }
      return crew.ask({
        task: () => taskMessage.encode(task),
        read: (bytes) => Effect.flatMap(answerMessage.decode(bytes), (answer) => checked(task, answer, expected)),
        most: mostBytes(task, expected),
        here,
      })
    },
    version: () => ({ version: version.now() }),
  }
  const made: Lanes = {
    ...own,
    lane: {
      ...computing(means, own.lane),
      learn: (learner) => learning(means, { own: own.lane, learner, weights, learners }),
    },
    atOnce: Math.max(own.atOnce, crew.atOnce),
    renew: (changed) => {
      version.changed(Object.keys(changed))
      return own.renew(changed)
    },
    beside: Effect.fnUntraced(function* (other, differing) {
      const its = yield* own.beside(other, differing)
      const now = beside = besides(other.parameters, { differing, version: 1 + (beside?.now() ?? 0) })
      const made: Lanes = {
        ...its,
        lane: {
          ...its.lane,
          ...computing({ ...means, version: () => ({ version: now.now(), past: true }) }, its.lane),
        },
        atOnce: Math.max(its.atOnce, crew.atOnce),
        renew: (changed) => {
          now.changed()
          return its.renew(changed)
        },
      }
      return made
    }),
    // Sums of pieces are the same wherever a piece was computed only if each is an array of its own.
    adds: false,
  }
  return made
})

interface Asking {
  readonly config: ModelConfig
  readonly version: () => Pick<Task, "version" | "past">
  readonly ask: (
    task: Task,
    means: { readonly here: Effect.Effect<Answer, PolicyError>; readonly learner?: Expected["learner"] & {} },
  ) => Effect.Effect<Answer, PolicyError>
}

/** Weights beside those that learn, as bytes; versions are never used twice. */
const besides = (parameters: Weights["parameters"], { differing, version: first }: {
  readonly differing: ReadonlyArray<string>
  readonly version: number
}) => {
  let [version, last]: [number, Uint8Array | undefined] = [first, undefined]
  return {
    now: () => version,
    changed: () => void ([version, last] = [version + 1, undefined]),
    bytes: () =>
      last ??= weightsMessage.encode({
        version,
        values: Object.fromEntries(differing.map((name) => [name, parameters[name]])),
      }),
  }
}

type Beside = ReturnType<typeof besides>

const computing = ({ config, version, ask }: Asking, own: Lane): Pick<Lane, "sample" | "read"> => {
  const flat = (action: string, signals: ReadonlyArray<Signal>) =>
    attempt(action, () => signals.map((signal) => flattenSignal(signal, config.vocab)))
  return {
    sample: Effect.fnUntraced(function* (request) {
      const signals = yield* flat("sample", request.signals)
      const here = Effect.map(own.sample(request), (groups): Answer => ({ kind: "sample", groups }))
      const answer = yield* ask({ kind: "sample", ...version(), request: { ...request, signals } }, { here })
      return (answer as Extract<Answer, { kind: "sample" }>).groups
    }),
    read: Effect.fnUntraced(function* (groups, { temperature, signals: asked }) {
      const signals = yield* flat("read", asked)
      const here = Effect.map(
        own.read(groups, { temperature, signals: asked }),
        (groups): Answer => ({ kind: "read", groups }),
      )
      const answer = yield* ask({ kind: "read", ...version(), groups, temperature, signals }, { here })
      return (answer as Extract<Answer, { kind: "read" }>).groups
    }),
  }
}

const learning = Effect.fnUntraced(function* (
  { ask, version }: Asking,
  { own, learner, weights, learners }: {
    readonly own: Lane
    readonly learner: Learner
    readonly weights: Weights
    readonly learners: Map<number, () => Uint8Array>
  },
) {
  const prepared = yield* own.learn(learner)
  const id = numbered++
  learners.set(id, encoded(learner, weights))
  yield* Effect.addFinalizer(() => Effect.sync(() => learners.delete(id)))
  const length = learner.trainable.reduce((sum, name) => sum + weights.parameters[name].data.length, 0)
  const expected = { length, metrics: Object.keys(learner.metrics) }
  const made: Effect.Success<ReturnType<Lane["learn"]>> = {
    gradient: Effect.fnUntraced(function* (piece, into) {
      const here = Effect.map(prepared.gradient(piece, into), (found): Answer => ({ kind: "gradient", ...found }))
      const task: Task = { kind: "gradient", ...version(), learner: id, piece }
      return (yield* ask(task, { here, learner: expected })) as Extract<Answer, { kind: "gradient" }>
    }),
  }
  return made
})

/** Numbers of learners are never used twice in a process: a worker that stays would take one for another. */
let numbered = 0

/** A learner as bytes, once somebody asks; what a penalty compares with is copied now. */
const encoded = (learner: Learner, weights: Weights): () => Uint8Array => {
  const reference = learner.reference ? { reference: copyWeights(weights, learner.trainable).parameters } : {}
  let bytes: Uint8Array | undefined
  return () => bytes ??= learnerMessage.encode({ learner: flattenLearner(learner), ...reference })
}
