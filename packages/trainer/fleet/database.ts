// The database in which workers and coordinators find each other: PostgreSQL. Nothing in it is truth: it may be emptied.
import { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { PersistedQueue } from "effect/persistence"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { SqlClient, type SqlError } from "effect/sql"
import { FleetUnreachable } from "./fleet_error.ts"
import { nameOf, type Terms } from "./terms.ts"

/** Where the database is, and how long a piece is its taker's, in milliseconds. */
export interface DatabaseOptions {
  readonly url: Redacted.Redacted
  readonly lease: number
}

/** The database with its tables, and the queue's store. Fails where it cannot be reached now; later it is waited for. */
export const layerDatabase = ({ url, lease }: DatabaseOptions) =>
  Layer.merge(PersistedQueue.layer, PersistedQueue.layerCleanup({ timeToLive: "1 hour", failedTimeToLive: "1 hour" }))
    .pipe(
      Layer.provide(PersistedQueue.layerStoreSql({
        tableName: "rlif_pieces",
        pollInterval: "100 millis",
        lockRefreshInterval: lease / 4,
        lockExpiration: lease,
      })),
      // The queue says at each look that its database is gone; whoever waits for it says so once.
      Layer.provide(Layer.succeed(References.MinimumLogLevel)("Error")),
      // Before anything else asks, and dies of it, where nobody answers.
      Layer.provideMerge(Layer.effectDiscard(tables)),
      Layer.provideMerge(PgClient.layer({ url, maxConnections: 4 })),
      Layer.catchTag("SqlError", (error) => Layer.effectContext(Effect.fail(unreachable(url)(error)))),
    )

/** Says of a failure of the database where that is, without its password. */
export const unreachable = (url: Redacted.Redacted) => (error: SqlError.SqlError): FleetUnreachable =>
  new FleetUnreachable({ what: "database", address: addressOf(url), why: deepest(error).message })

/** The operating system's or the database's own words. */
const deepest = (error: Error): Error => error.cause instanceof Error ? deepest(error.cause) : error

/** Where a database is. */
const addressOf = (url: Redacted.Redacted): string => {
  const { host, pathname } = URL.parse(Redacted.value(url)) ?? { host: "an address that is no URL", pathname: "" }
  return `${host}${pathname}`
}

const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // Two who make a table at once collide, even where it may exist.
  yield* Effect.retry(
    Effect.all([
      sql`CREATE TABLE IF NOT EXISTS rlif_runs (
        run TEXT PRIMARY KEY, epoch INTEGER NOT NULL, token TEXT NOT NULL, seen TIMESTAMPTZ NOT NULL)`,
      sql`CREATE TABLE IF NOT EXISTS rlif_workers (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, terms TEXT NOT NULL, doing TEXT NOT NULL, computed INTEGER NOT NULL, rate REAL NOT NULL,
        seen TIMESTAMPTZ NOT NULL)`,
    ]),
    { times: 3, schedule: Schedule.spaced(50) },
  )
})

/** One piece as a row: names, never tensors. */
export const Row = Schema.Struct({
  run: Schema.String,
  epoch: Schema.Int,
  piece: Schema.Int,
  host: Schema.String,
  port: Schema.Int,
})

/**
 * The queue of pieces for machines of these terms: others never hear of what they could not compute alike. A crash of a taker
 * counts as an attempt, so there are many.
 */
export const piecesFor = (terms: Terms) =>
  PersistedQueue.make({
    name: `rlif ${nameOf(terms)}`,
    schema: Row,
    maxAttempts: 1000,
    retrySchedule: Schedule.spaced("1 second"),
  })
