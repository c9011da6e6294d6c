// A fleet whose workers are told of pieces by a queue in PostgreSQL: they need not know where coordinators are, and whoever is free
// takes the next piece, of whatever run. The database knows, too, who leads a run.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { randomBytes } from "node:crypto"
import { Lead } from "../run/lead.ts"
import { LeadLost } from "../run/run_error.ts"
import { layerDatabase, piecesFor, type Row, unreachable } from "./database.ts"
import { Dispatch } from "./dispatch.ts"
import type { FleetUnreachable } from "./fleet_error.ts"
import { alive, lead, leads } from "./leader.ts"
import { present } from "./presence.ts"
import { differences, nameOf } from "./terms.ts"

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
  /** The largest epoch that the run is known to have had. Default 0: the database alone knows. */
  readonly after?: number
  /** Where workers reach this machine. Default: the host at which the fleet listens. */
  readonly host?: string
  /** Milliseconds after which a piece is no longer its taker's, unless that is heard of. Default 10 000. */
  readonly lease?: number
}

/**
 * A queue for the fleet that is built over this layer, which takes the lead of the run. What this process then writes of the run's
 * folder by `openRun`, `takeRun` and `checkpoints` is written only as long as it leads.
 * @stability unstable
 * @since 0.1.0
 */
export const layerFleetQueue = (options: FleetQueueOptions): Layer.Layer<never, FleetUnreachable> =>
  Layer.effectContext(Effect.gen(function* () {
    const { url, run, lease = 10_000, after = 0 } = options
    const database = yield* Layer.build(layerDatabase({ url, lease }))
    const token = Redacted.make(randomBytes(32).toString("hex"))
    const epoch = yield* lead(run, { after, token }).pipe(
      Effect.provideContext(database),
      Effect.mapError(unreachable(url)),
    )
    const asked = Effect.timeout(leads(run, { epoch, token }), "5 seconds")
    const leading = asked.pipe(
      // A database that is gone for a while is waited for: who cannot know whether it leads writes nothing.
      Effect.tapError(() => Effect.logWarning("the database is not reached, and is waited for")),
      Effect.catch(() => Effect.retry(asked, Schedule.spaced(500))),
      Effect.orDie,
      Effect.provideContext(database),
    )
    const held = Effect.flatMap(leading, (is) => is ? Effect.void : Effect.fail(new LeadLost({ epoch })))
    const begin: Dispatch["begin"] = ({ host, port, ...wanted }) =>
      Effect.provideContext(
        offering({ run, epoch, host: options.host ?? host, port }, {
          ...wanted,
          lease,
          leading: leads(run, { epoch, token }),
        }),
        Context.merge(Context.empty(), database),
      )
    return Context.empty().pipe(Context.add(Dispatch, { token, begin }), Context.add(Lead, { run, epoch, held }))
  }))

/** Offers pieces to whoever takes from the queue, and looks who is there. */
const offering = Effect.fnUntraced(function* (
  from: Omit<typeof Row.Type, "piece">,
  { terms, mixed, remind, leading, lease }: Omit<Parameters<Dispatch["begin"]>[0], "host" | "port"> & {
    readonly leading: ReturnType<typeof leads>
    readonly lease: number
  },
) {
  const own = nameOf(terms)
  const queues = new Map([[own, yield* piecesFor(terms)]])
  const waiting = yield* Queue.unbounded<{ readonly piece: number; readonly time: number }>()
  // Offers wait for a database that is gone for a while: nothing in it is truth.
  const offer = Queue.take(waiting).pipe(
    Effect.flatMap(({ piece, time }) =>
      Effect.forEach(
        [...queues.values()],
        (queue) =>
          queue.offer({ ...from, piece }, { id: `${from.run}/${from.epoch}/${piece}/${time}` }).pipe(
            Effect.retry(Schedule.spaced(500)),
          ),
        { discard: true },
      )
    ),
    Effect.forever,
  )
  yield* Effect.forkScoped(offer)
  let others = false
  const told = new Set<string>()
  const look = Effect.gen(function* () {
    yield* alive(from.run, from.epoch)
    const all = yield* present(lease)
    for (const { name, terms: theirs } of all) {
      const queue = nameOf(theirs)
      if (queue === own || told.has(name)) continue
      told.add(name)
      const why = differences(terms, theirs).join("; ")
      if (mixed) queues.set(queue, yield* piecesFor(theirs))
      else {yield* Effect.logWarning(
          `the worker ${name} is not asked, as its bits may differ: ${why}; --mixed asks it, too`,
        )}
    }
    const before = others
    // Nobody computes for who does not lead any more: what it still asks for it computes itself, until it would write.
    others = (yield* leading) && all.some(({ terms }) => queues.has(nameOf(terms)))
    if (others && !before) remind()
  })
  yield* Effect.ignore(look)
  yield* Effect.forkScoped(Effect.repeat(Effect.ignore(look), Schedule.spaced(Math.min(1000, lease / 4))))
  // Who heard of a piece may have dropped it, and a database may have been emptied.
  yield* Effect.forkScoped(Effect.repeat(Effect.sync(() => others && remind()), Schedule.spaced(lease)))
  return {
    waits: (piece: number, time: number) => others && Queue.offerUnsafe(waiting, { piece, time }),
    others: () => others,
  }
})
