// A fleet whose workers are told of pieces by a queue in PostgreSQL: they need not know where coordinators are, and whoever is free
// takes the next piece, of whatever run.
import { policyError } from "@rlif/core/runtime/drained"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { layerDatabase, pieces } from "./database.ts"
import { Dispatch } from "./dispatch.ts"
import { lead } from "./leader.ts"
import { present } from "./presence.ts"

/**
 * The queue of a run.
 * @stability unstable
 * @since 0.1.0
 */
export interface FleetQueueOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: Redacted.Redacted
  /** The run's name: a coordinator of the same name takes the lead from this one. */
  readonly run: string
  /** Where workers reach this machine. Default: the host at which the fleet listens. */
  readonly host?: string
  /** Milliseconds after which a piece is no longer its taker's, unless that is heard of. Default 10 000. */
  readonly lease?: number
}

/**
 * A queue for the fleet that is built over this layer.
 * @stability unstable
 * @since 0.1.0
 */
export const layerFleetQueue = ({ url, run, lease = 10_000, ...options }: FleetQueueOptions): Layer.Layer<never> =>
  Layer.succeed(Dispatch)(Effect.fnUntraced(function* (address) {
    const database = yield* Layer.build(layerDatabase({ url, lease }))
    return yield* Effect.gen(function* () {
      const { host, port } = { host: options.host ?? address.host, port: address.port }
      const epoch = yield* lead(run)
      const queue = yield* pieces
      const waiting = yield* Queue.unbounded<{ readonly piece: number; readonly time: number }>()
      // Offers wait for a database that is gone for a while: nothing in it is truth.
      const offering = Queue.take(waiting).pipe(
        Effect.flatMap(({ piece, time }) =>
          queue.offer({ run, epoch, piece, host, port }, { id: `${run}/${epoch}/${piece}/${time}` }).pipe(
            Effect.retry(Schedule.spaced(500)),
          )
        ),
        Effect.forever,
      )
      yield* Effect.forkScoped(offering)
      let others = (yield* present(lease)).length > 0
      const looking = Effect.map(present(lease), (all) => void (others = all.length > 0))
      yield* Effect.forkScoped(Effect.repeat(Effect.ignore(looking), Schedule.spaced(Math.min(1000, lease / 4))))
      return {
        waits: (piece: number, time: number) => void Queue.offerUnsafe(waiting, { piece, time }),
        others: () => others,
      }
    }).pipe(Effect.provideContext(Context.merge(yield* Effect.context<never>(), database)))
  }, Effect.mapError((cause) => policyError("load", cause))))
