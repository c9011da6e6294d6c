// A worker that hears of pieces by the queue in PostgreSQL, and joins the coordinators of whatever runs they are of.
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import { Runtime } from "@rlif/core/runtime/runtime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as RcMap from "effect/RcMap"
import type * as Redacted from "effect/Redacted"
import { layerDatabase, piecesFor, type Row, unreachable } from "./database.ts"
import { joined, ownName, type WorkerOptions } from "./joined.ts"
import type { FleetRefused, FleetUnreachable } from "./fleet_error.ts"
import { livingLeader } from "./leader.ts"
import { living } from "./presence.ts"
import { termsOf } from "./terms.ts"
import { workDone } from "./work_done.ts"

export { ownName }

/**
 * The queue that a worker takes pieces from.
 * @stability unstable
 * @since 0.1.0
 */
export interface QueueWorkerOptions extends Pick<WorkerOptions, "tls" | "name" | "weights"> {
  /** `postgres://user:password@host:port/database` */
  readonly url: Redacted.Redacted
  /** Milliseconds after which a piece is no longer its taker's, unless that is heard of. Default 10 000. */
  readonly lease?: number
}

/**
 * Computes pieces of all runs whose coordinators offer them in a queue, until it is interrupted, as many at once as the model and
 * `LaneThreads` say. Fails where the database cannot be reached at the start, which is waited for later, where a coordinator
 * sends the worker away, and where `weights` fails.
 * @stability unstable
 * @since 0.1.0
 */
export const workFromQueue = (
  { url, lease = 10_000, name = ownName(), weights, ...rest }: QueueWorkerOptions,
): Effect.Effect<never, FleetUnreachable | FleetRefused | PolicyError, Runtime> =>
  Effect.gen(function* () {
    const terms = termsOf((yield* Runtime).provider)
    const { begins, now } = workDone()
    yield* Effect.mapError(living(name, { lease, terms, now }), unreachable(url))
    const queue = yield* piecesFor(terms)
    const ended = yield* Deferred.make<never, FleetRefused | PolicyError>()
    // What this worker was given is wrong for every run.
    const own = weights === undefined
      ? {}
      : { weights: Effect.tapError(weights, (error) => Deferred.fail(ended, error)) }
    /** Where those lead who have been heard of, by run and epoch. */
    const leaders = new Map<string, Pick<WorkerOptions, "host" | "port" | "token">>()
    const places = yield* growing
    const sessions = yield* RcMap.make({
      lookup: (leader: string) =>
        joined({ ...leaders.get(leader)!, name, ...rest, ...own }, { told: false }).pipe(
          Effect.tap(({ atOnce }) => places.grow(atOnce)),
        ),
      idleTimeToLive: Duration.minutes(1),
    })
    /** A session with a leader. Another worker may reach one that this one cannot. */
    const reached = (key: string) =>
      Effect.catchTags(RcMap.get(sessions, key), {
        "@rlif/trainer/FleetUnreachable": (error) =>
          RcMap.invalidate(sessions, key).pipe(
            Effect.andThen(Effect.logWarning(error.message)),
            Effect.andThen(Effect.fail(unreached)),
          ),
      })
    /**
     * Computes a piece, unless its run is led by somebody else now, or by nobody who lives, or somebody has the piece. What then
     * fails is dropped: whoever still asks for it offers it again.
     */
    const one = Effect.fnUntraced(function* (
      { run, epoch, piece, host, port }: typeof Row.Type,
      leave: Effect.Effect<void>,
    ) {
      const leader = yield* livingLeader(run, lease)
      const key = `${run}/${epoch}`
      if (leader?.epoch !== epoch) return
      leaders.set(key, { host, port, token: leader.token })
      const computing = Effect.gen(function* () {
        const { claim, compute, lost } = yield* reached(key)
        if (!(yield* claim(piece))) return
        const ends = begins(`piece ${piece} of run ${run}`)
        const tokens = yield* Effect.onError(Effect.raceFirst(compute({ piece }, leave), lost), () => Effect.sync(ends))
        ends(tokens)
      })
      yield* Effect.scoped(computing).pipe(
        Effect.tapErrorTag("@rlif/trainer/FleetRefused", (error) => Deferred.fail(ended, error)),
        Effect.catch((error) =>
          error === unreached
            ? Effect.fail(error)
            : Effect.andThen(Effect.logDebug(error), RcMap.invalidate(sessions, key))
        ),
      )
    })
    const taking = (leave: Effect.Effect<void>) =>
      queue.take((row) => one(row, leave)).pipe(
        // A row that could not be settled for as long as its lease is a defect: somebody else has it now.
        Effect.catchDefect((defect) => Effect.fail(defect)),
        Effect.catch((error) =>
          error === unreached ? Effect.sleep(lease / 2) : Effect.andThen(Effect.logDebug(error), Effect.sleep(200))
        ),
      )
    yield* Effect.forkScoped(places.each(taking))
    return yield* Deferred.await(ended)
  }).pipe(Effect.scoped, Effect.provide(layerDatabase({ url, lease }))) as Effect.Effect<
    never,
    FleetUnreachable | FleetRefused | PolicyError,
    Runtime
  >

const unreached = "unreached"

/**
 * Places at which something is done again and again, one at first, whose number may grow. What is done may leave its place before
 * it ends.
 */
const growing = Effect.map(Queue.unbounded<void>(), (free) => {
  let count = 0
  const grow = (to: number) =>
    Effect.sync(() => {
      for (; count < to; count++) Queue.offerUnsafe(free, undefined)
    })
  const once = <E, R>(done: (leave: Effect.Effect<void>) => Effect.Effect<void, E, R>) =>
    Effect.suspend(() => {
      let there = true
      const leave = Effect.sync(() => {
        if (there) Queue.offerUnsafe(free, undefined)
        there = false
      })
      return Effect.ensuring(done(leave), leave)
    })
  return {
    grow,
    each: <E, R>(done: (leave: Effect.Effect<void>) => Effect.Effect<void, E, R>) =>
      Effect.andThen(grow(1), Effect.forever(Effect.flatMap(Queue.take(free), () => Effect.forkScoped(once(done))))),
  }
})
