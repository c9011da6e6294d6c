// Who computes tasks of somebody else: weights of a version, lanes over them, and learners as they are needed.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Values } from "../graph/value.ts"
import { lanesOf } from "../lane/lanes_of.ts"
import type { LaneLearner } from "../lane/lane.ts"
import type { Lanes } from "../lane/lanes.ts"
import { unflattenLearner } from "../learn/flat_learner.ts"
import { copyWeights, ownWeights, type Weights } from "../learn/weights.ts"
import { attempt } from "../runtime/drained.ts"
import { slabOf } from "../runtime/slab.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import { unflattenSignal } from "../signals/flat_signal.ts"
import { type Answer, answerMessage } from "./answer.ts"
import { type Known, receivedWeights } from "./known.ts"
import { type LearnerMessage, learnerMessage } from "./learner_message.ts"
import { type Task, taskMessage } from "./task.ts"
import { configMessage } from "./weights_message.ts"
import { WireError } from "./wire_error.ts"

/**
 * What a task needs that is not here yet, as bytes of who asks.
 * @stability unstable
 * @since 0.1.0
 */
export interface AnsweringFrom<E> {
  readonly weights: (since: number) => Effect.Effect<Uint8Array, E>
  readonly past: Effect.Effect<Uint8Array, E>
  readonly learner: (id: number) => Effect.Effect<Uint8Array, E>
}

/**
 * Who computes tasks.
 * @stability unstable
 * @since 0.1.0
 */
export interface Answering {
  /** The tasks that keep all threads at work. */
  readonly atOnce: number
  /** The share of the first weights' bytes that did not cross, as they were here. */
  readonly had: number
  /** Uses the answer of a task. A task of a version that has passed fails with a WireError. */
  readonly answer: <E, A, E2, R>(
    task: Uint8Array,
    lacking: AnsweringFrom<E>,
    use: (answered: Answered) => Effect.Effect<A, E2, R>,
  ) => Effect.Effect<A, PolicyError | WireError | E | E2, R>
}

/**
 * An answer as bytes, which are others once it has been used, and the tokens that were sampled, read or learned from for it.
 * @stability unstable
 * @since 0.1.0
 */
export interface Answered {
  readonly bytes: Uint8Array
  readonly tokens: number
}

/**
 * A model as bytes, and of its weights those that do not cross.
 * @stability unstable
 * @since 0.1.0
 */
export interface AnsweringModel {
  readonly config: Uint8Array
  /** All of them, since -1. */
  readonly weights: Uint8Array
  /** What was said to be known when they were asked for. Default: nothing. It is copied. */
  readonly known?: Known
}

/** The model of what was sent. It is apart from what stays, so that nothing holds the bytes that were received. */
const modelOf = Effect.fnUntraced(function* (sent: AnsweringModel) {
  const config = yield* configMessage.decode(sent.config)
  const { version, values, here } = yield* receivedWeights(sent.weights, sent.known)
  // A copy, as what was received is a view of larger memory.
  const weights = yield* attempt("load", () => copyWeights(ownWeights(config, values)))
  return { config, version, weights, had: bytesOf(here) / bytesOf(values) }
})

const bytesOf = (values: Values) => Object.values(values).reduce((sum, { data }) => sum + data.byteLength, 0)

/**
 * Computes tasks over a model that was sent, in as many threads as `LaneThreads` says, until the scope closes.
 * @stability unstable
 * @since 0.1.0
 */
export const answering = Effect.fnUntraced(
  function* (sent: AnsweringModel) {
    const { config, version, weights, had } = yield* modelOf(sent)
    // Answers go out, and signs of life, while the next task is computed.
    const lanes = yield* lanesOf(config, weights, { apart: true })
    const scope = yield* Effect.scope
    const learners = new Map<number, Learned>()
    const rooms = roomsOf()
    const now: Place & Weighed = { gate: yield* Semaphore.make(lanes.atOnce), held: version, weights, lanes }
    const past: Place = { gate: yield* Semaphore.make(lanes.atOnce), held: -1 }

    const learn = Effect.fnUntraced(function* ({ learner: flat, reference }: LearnerMessage) {
      const learner = yield* attempt("learn", () => unflattenLearner(flat))
      const own = yield* Scope.fork(scope)
      const prepared = lanes.lane.learn(learner).pipe(Scope.provide(own))
      // Lanes remember the weights of now, so those of then are put here for as long as that takes.
      const asThen = Effect.suspend(() => {
        if (reference === undefined) return prepared
        const present = copyWeights(weights, Object.keys(reference)).parameters
        return put(now, reference).pipe(Effect.andThen(prepared), Effect.ensuring(Effect.orDie(put(now, present))))
      })
      const lane = yield* Effect.onError(asThen, (cause) => Scope.close(own, Exit.failCause(cause)))
      const length = learner.trainable.reduce((sum, name) => sum + weights.parameters[name].data.length, 0)
      return { lane, length, scope: own, spare: [] }
    }, Effect.uninterruptible)

    const placeOf = (task: Task): Place => task.past === undefined ? now : past
    const ready = (task: Task) =>
      placeOf(task).held === task.version && (task.kind !== "gradient" || learners.has(task.learner))
    /** Earlier weights: those of now, but for these. */
    const putPast = Effect.fnUntraced(function* (values: Values) {
      if (past.own !== undefined && Object.keys(values).every((name) => past.own![name] !== undefined)) {
        return yield* put(past as Weighed, values)
      }
      yield* fits(now, values)
      if (past.scope !== undefined) yield* Scope.close(past.scope, Exit.void)
      const own = slabOf(values as Weights["parameters"])
      const inside = yield* Scope.fork(scope)
      const { frozen, parameters } = weights
      const other = { frozen, parameters: { ...parameters, ...own } }
      const lanesOfPast = yield* Scope.provide(lanes.beside(other, Object.keys(own)), inside)
      past.own = own
      past.scope = inside
      past.weights = other
      past.lanes = lanesOfPast
    })
    const prepare = Effect.fnUntraced(function* <E>(task: Task, lacking: AnsweringFrom<E>) {
      const place = placeOf(task)
      if (place.held < task.version) {
        const sent = place === past ? lacking.past : lacking.weights(place.held)
        const { version, values } = yield* receivedWeights(yield* sent)
        const putting = place === past ? putPast(values) : put(now, values)
        yield* Effect.uninterruptible(Effect.tap(putting, () => Effect.sync(() => void (place.held = version))))
      }
      if (place.held !== task.version) {
        return yield* wrong("task", "version", `its weights, ${task.version}, have become ${place.held}`)
      }
      if (task.kind !== "gradient" || learners.has(task.learner)) return
      const found = yield* learn(yield* learnerMessage.decode(yield* lacking.learner(task.learner)))
      learners.set(task.learner, found)
      // A run has one learner; what it was before is not kept for long.
      const [oldest] = learners.keys()
      if (learners.size > most) {
        yield* Scope.close(learners.get(oldest)!.scope, Exit.void)
        learners.delete(oldest)
      }
    })
    const answer = <E>(task: Task, lacking: AnsweringFrom<E>): Effect.Effect<Answer, PolicyError | WireError | E> => {
      const { gate } = placeOf(task)
      return Effect.flatMap(
        gate.withPermit(
          Effect.suspend(() =>
            ready(task) ? computed(task, placeOf(task).lanes!.lane, learners) : Effect.succeed(undefined)
          ),
        ),
        // Nothing is computed while weights change.
        (found) =>
          found === undefined
            ? Effect.andThen(
              gate.withPermits(lanes.atOnce)(Effect.suspend(() => ready(task) ? Effect.void : prepare(task, lacking))),
              answer(task, lacking),
            )
            : Effect.succeed(found),
      )
    }
    const made: Answering = {
      atOnce: lanes.atOnce,
      had,
      answer: (bytes, lacking, use) =>
        Effect.flatMap(taskMessage.decode(bytes), (task) =>
          Effect.flatMap(answer(task, lacking), (found) => {
            const tokens = tokensOf(task, found)
            if (found.kind !== "gradient") return use({ bytes: answerMessage.encode(found), tokens })
            const bytes = answerMessage.encode(found, rooms.take)
            if (task.kind === "gradient") learners.get(task.learner)?.spare.push(found.gradient)
            return Effect.ensuring(use({ bytes, tokens }), Effect.sync(() => rooms.give(bytes)))
          })),
    }
    return made
  },
)

/** Weights, and lanes over them. */
interface Weighed {
  readonly weights: Weights
  readonly lanes: Lanes
}

/** Where tasks of one kind of version are computed, at most as many at once as the gate lets in. */
interface Place {
  weights?: Weights
  lanes?: Lanes
  readonly gate: Semaphore.Semaphore
  /** The version of its weights; -1 before there are any. */
  held: number
  /** Of earlier weights, those that differ. */
  own?: Weights["parameters"]
  scope?: Scope.Closeable
}

/** Fails unless values have places among weights. */
const fits = ({ weights }: Pick<Weighed, "weights">, values: Values): Effect.Effect<void, WireError> => {
  for (const [name, { dtype, data }] of Object.entries(values)) {
    const own = weights.parameters[name]
    if (own === undefined || dtype !== "float32" || own.data.length !== data.length) {
      return wrong("weights", name, "no weight that changes has that name and size")
    }
  }
  return Effect.void
}

/** Puts values in place of those that are there. */
const put = Effect.fnUntraced(function* (place: Weighed, values: Values) {
  yield* fits(place, values)
  const { weights: { parameters }, lanes } = place
  for (const [name, { data }] of Object.entries(values)) parameters[name].data.set(data as Float32Array)
  yield* lanes.renew(Object.fromEntries(Object.keys(values).map((name) => [name, parameters[name]])))
})

interface Learned {
  readonly lane: LaneLearner
  /** Of its gradients. */
  readonly length: number
  /** Arrays of gradients whose bytes have been made. */
  readonly spare: Array<Float32Array>
  readonly scope: Scope.Closeable
}

const most = 4

/** Room for bytes, which is given back. A gradient is as long as the model: new memory for each would be cleared and collected. */
const roomsOf = () => {
  const spare: Array<Uint8Array<ArrayBuffer>> = []
  const page = 2 ** 16
  return {
    take: (length: number) => {
      const room = spare.pop()
      return room !== undefined && room.length >= length ? room : new Uint8Array(Math.ceil(length / page) * page)
    },
    give: ({ buffer }: Uint8Array<ArrayBuffer>) => void spare.push(new Uint8Array(buffer)),
  }
}

const tokensOf = (task: Task, answer: Answer): number => {
  const rows = answer.kind === "sample"
    ? answer.groups.flat()
    : (task.kind === "read" ? task.groups : task.kind === "gradient" ? task.piece.groups : []).flatMap((one) =>
      one.rows
    )
  return rows.reduce((sum: number, { tokens }) => sum + tokens.length, 0)
}

const wrong = (what: string, field: string, why: string) => Effect.fail(new WireError({ what, field, why }))

const computed = (
  task: Task,
  lane: Lanes["lane"],
  learners: ReadonlyMap<number, Learned>,
): Effect.Effect<Answer, PolicyError> => {
  if (task.kind === "sample") {
    const request = { ...task.request, signals: task.request.signals.map(unflattenSignal) }
    return Effect.map(lane.sample(request), (groups) => ({ kind: "sample", groups }))
  }
  if (task.kind === "read") {
    const { groups, temperature, signals } = task
    return Effect.map(
      lane.read(groups, { temperature, signals: signals.map(unflattenSignal) }),
      (groups) => ({ kind: "read", groups }),
    )
  }
  return Effect.suspend(() => {
    const { lane: { gradient }, length, spare } = learners.get(task.learner)!
    return Effect.map(
      gradient(task.piece, { gradient: spare.pop() ?? new Float32Array(length), adds: false }),
      (found) => ({ kind: "gradient", ...found }),
    )
  })
}
