// Several lanes as one: whoever is free takes the next piece, and results come in the order of the pieces.
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Gradient, Piece } from "../learn/gradient.ts"
import type { Learner } from "../learn/learner.ts"
import type { Summed } from "../learn/update.ts"
import type { Weights } from "../learn/weights.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Lane, LaneLearner, Renew } from "./lane.ts"

/** All lanes of a policy. */
export interface Lanes {
  /** All of them as one, each of whose calls goes to whoever is free. */
  readonly lane: Lane
  /** The calls that keep everybody at work. */
  readonly atOnce: number
  readonly renew: Renew
  /** More of them, over other weights of the model, of which only those named differ. */
  readonly beside: (
    other: Weights,
    differing: ReadonlyArray<string>,
  ) => Effect.Effect<Lanes, PolicyError, Scope.Scope>
  /** How many parts a request to sample has at least, where its groups allow. */
  readonly parts: number
  /** Whether a gradient is held once only, by the one lane that there is: the model is large. */
  readonly adds: boolean
}

/** What pieces come to, in their order. */
export const each = <P, A>(
  { lane, atOnce }: Lanes,
  pieces: ReadonlyArray<P>,
  of: (lane: Lane, piece: P) => Effect.Effect<A, PolicyError>,
): Effect.Effect<ReadonlyArray<A>, PolicyError> =>
  Effect.forEach(pieces, (piece) => of(lane, piece), { concurrency: atOnce })

/** Prepares a learner everywhere. */
export const learnerOf = Effect.fnUntraced(function* (lanes: Lanes, learner: Learner, length: number) {
  const prepared = yield* lanes.lane.learn(learner)
  return lanes.adds ? inPlace(prepared, length) : apart(prepared, { length, atOnce: lanes.atOnce })
})

/** Several lanes as one, each of whose calls goes to whoever is free. */
export const asOne = (all: ReadonlyArray<Lane>): Lane => {
  const whoever = free(all)
  return {
    sample: (request) => whoever(({ sample }) => sample(request)),
    read: (groups, asked) => whoever(({ read }) => read(groups, asked)),
    learn: (learner) =>
      Effect.map(
        Effect.forEach(all, ({ learn }) => learn(learner), { concurrency: all.length }),
        (learners) => {
          const whoever = free(learners)
          return { gradient: (piece, into) => whoever(({ gradient }) => gradient(piece, into)) }
        },
      ),
  }
}

/** Each gradient is added to the sum as it is computed. */
const inPlace = ({ gradient }: LaneLearner, length: number) => {
  const sum = new Float32Array(length)
  return (pieces: ReadonlyArray<Piece>): Effect.Effect<Summed, PolicyError> =>
    Effect.map(
      Effect.forEach(pieces, (piece, i) => gradient(piece, { gradient: sum, adds: i > 0 })),
      (all) => ({ gradient: sum, metrics: all.map(({ metrics }) => metrics), done: () => {} }),
    )
}

/** Each gradient is an array of its own; they are added up in the order of the pieces. */
const apart = (
  { gradient }: LaneLearner,
  { length, atOnce }: { readonly length: number; readonly atOnce: number },
) => {
  const arrays: Array<Float32Array> = []
  const one = (piece: Piece) =>
    Effect.suspend(() => gradient(piece, { gradient: arrays.pop() ?? new Float32Array(length), adds: false }))
  return (pieces: ReadonlyArray<Piece>): Effect.Effect<Summed, PolicyError> =>
    Effect.suspend(() => {
      let sum: Float32Array | undefined
      const metrics: Array<Gradient["metrics"]> = []
      const take = (found: Gradient) => {
        metrics.push(found.metrics)
        if (sum === undefined) sum = found.gradient
        else {
          add(sum, found.gradient)
          arrays.push(found.gradient)
        }
      }
      return Stream.fromIterable(pieces).pipe(
        Stream.mapEffect(one, { concurrency: atOnce }),
        Stream.runForEach((found) => Effect.sync(() => take(found))),
        Effect.map(() => ({ gradient: sum!, metrics, done: () => arrays.push(sum!) })),
      )
    })
}

const add = (into: Float32Array, other: Float32Array) => {
  for (let i = 0; i < into.length; i++) into[i] += other[i]
}

/** Hands each user one that nobody uses. */
const free = <A>(all: ReadonlyArray<A>) => {
  const idle = [...all]
  const places = Semaphore.makeUnsafe(all.length)
  return <B, E>(use: (one: A) => Effect.Effect<B, E>): Effect.Effect<B, E> =>
    places.withPermit(
      Effect.acquireUseRelease(Effect.sync(() => idle.pop()!), use, (one) => Effect.sync(() => idle.push(one))),
    )
}
