// A worker that hears of pieces by the queue in PostgreSQL, and joins the coordinators of whatever runs they are of.
import type { Runtime } from "@rlif/core/runtime/runtime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as RcMap from "effect/RcMap"
import type * as Redacted from "effect/Redacted"
import { layerDatabase, pieces, type Row } from "./database.ts"
import { joined, ownName, type WorkerOptions } from "./joined.ts"
import type { FleetUnreachable } from "./fleet_error.ts"
import { leaderOf } from "./leader.ts"
import { living } from "./presence.ts"
import { workDone } from "./work_done.ts"

/**
 * The queue that a worker takes pieces from.
 * @stability unstable
 * @since 0.1.0
 */
export interface QueueWorkerOptions extends Pick<WorkerOptions, "tls" | "name"> {
  /** `postgres://user:password@host:port/database` */
  readonly url: Redacted.Redacted
  /** Milliseconds after which a piece is no longer its taker's, unless that is heard of. Default 10 000. */
  readonly lease?: number
  /** How many pieces are computed at once. Default 1. */
  readonly atOnce?: number
}

/**
 * Computes pieces of all runs whose coordinators offer them in a queue, until it is interrupted. Fails where the database cannot
 * be reached at the start; later it waits for it.
 * @stability unstable
 * @since 0.1.0
 */
export const workFromQueue = (
  { url, lease = 10_000, atOnce = 1, name = ownName(), ...rest }: QueueWorkerOptions,
): Effect.Effect<never, FleetUnreachable, Runtime> =>
  Effect.gen(function* () {
    const { begins, now } = workDone()
    yield* Effect.orDie(living(name, { lease, now }))
    const queue = yield* pieces
    /** Where those lead who have been heard of, by run and epoch. */
    const leaders = new Map<
      string,
      { readonly host: string; readonly port: number; readonly token: Redacted.Redacted }
    >()
    const sessions = yield* RcMap.make({
      lookup: (leader: string) => {
        const { host, port, token } = leaders.get(leader)!
        return joined({ host, port, name, token, ...rest }, { told: false })
      },
      idleTimeToLive: Duration.minutes(1),
    })
    /** Computes a piece, unless its run is led by somebody else now, or somebody has it. */
    const one = Effect.fnUntraced(function* ({ run, epoch, piece, host, port }: typeof Row.Type) {
      const leader = yield* leaderOf(run)
      if (leader?.epoch !== epoch) return
      const key = `${run}/${epoch}`
      leaders.set(key, { host, port, token: leader.token })
      const computing = Effect.gen(function* () {
        const { claim, compute, lost } = yield* RcMap.get(sessions, key)
        if (!(yield* claim(piece))) return
        const ends = begins(`piece ${piece} of run ${run}`)
        const tokens = yield* Effect.onError(Effect.raceFirst(compute(piece), lost), () => Effect.sync(ends))
        ends(tokens)
      })
      yield* Effect.tapError(Effect.scoped(computing), () => RcMap.invalidate(sessions, key))
    })
    const taking = queue.take(one).pipe(
      // A row that could not be settled for as long as its lease is a defect: somebody else has it now.
      Effect.catchDefect((defect) => Effect.fail(defect)),
      Effect.catch((error) => Effect.andThen(Effect.logDebug(error), Effect.sleep(200))),
      Effect.forever,
    )
    return yield* Effect.all(Array.from({ length: atOnce }, () => taking), { concurrency: atOnce, discard: true })
  }).pipe(Effect.scoped, Effect.provide(layerDatabase({ url, lease }))) as Effect.Effect<
    never,
    FleetUnreachable,
    Runtime
  >
