// A worker that hears of pieces by the queue in PostgreSQL, and joins the coordinators of whatever runs they are of.
import type { Runtime } from "@rlif/core/runtime/runtime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as RcMap from "effect/RcMap"
import type * as Redacted from "effect/Redacted"
import type { SqlError } from "effect/sql"
import { layerDatabase, pieces, type Row } from "./database.ts"
import { joined, ownName, type WorkerOptions } from "./joined.ts"
import { epochOf } from "./leader.ts"
import { living } from "./presence.ts"

/**
 * The queue that a worker takes pieces from.
 * @stability unstable
 * @since 0.1.0
 */
export interface QueueWorkerOptions extends Pick<WorkerOptions, "token" | "name"> {
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
): Effect.Effect<never, SqlError.SqlError, Runtime> =>
  Effect.gen(function* () {
    let computed = 0
    yield* living(name, { lease, computed: () => computed })
    const queue = yield* pieces
    const sessions = yield* RcMap.make({
      lookup: (address: string) => {
        const [, host, port] = /^(.*):(\d+)$/.exec(address)!
        return joined({ host, port: Number(port), name, ...rest }, { told: false })
      },
      idleTimeToLive: Duration.minutes(1),
    })
    /** Computes a piece, unless its run is led by somebody else now, or somebody has it. */
    const one = Effect.fnUntraced(function* ({ run, epoch, piece, host, port }: typeof Row.Type) {
      if ((yield* epochOf(run)) !== epoch) return
      const address = `${host}:${port}`
      const computing = Effect.gen(function* () {
        const { claim, compute, lost } = yield* RcMap.get(sessions, address)
        if (!(yield* claim(piece))) return
        yield* Effect.raceFirst(compute(piece), lost)
        computed++
      })
      yield* Effect.tapError(Effect.scoped(computing), () => RcMap.invalidate(sessions, address))
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
    SqlError.SqlError,
    Runtime
  >
