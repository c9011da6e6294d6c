// Who leads a run: whoever took its epoch last. Two coordinators of one run may both live; only one of them leads.
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql"

/** A leader of a run, as workers need to know it. */
export interface Leader {
  readonly epoch: number
  /** What a worker has to know to join it: whoever may read the database does. */
  readonly token: Redacted.Redacted
}

/** Takes the lead of a run: an epoch that nobody had before, and larger than `after`, where a database knows less. */
export const lead = Effect.fnUntraced(function* (
  run: string,
  { after, token }: { readonly after: number; readonly token: Redacted.Redacted },
) {
  const sql = yield* SqlClient.SqlClient
  const [{ epoch }] = yield* sql<{ readonly epoch: number }>`
    INSERT INTO rlif_runs (run, epoch, token, seen) VALUES (${run}, ${after + 1}, ${Redacted.value(token)}, now())
    ON CONFLICT (run) DO UPDATE
      SET epoch = GREATEST(rlif_runs.epoch, ${after}) + 1, token = EXCLUDED.token, seen = EXCLUDED.seen
    RETURNING epoch`
  return epoch
})

/** Says that the leader of an epoch lives. */
export const alive = Effect.fnUntraced(function* (run: string, epoch: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`UPDATE rlif_runs SET seen = now() WHERE run = ${run} AND epoch = ${epoch}`
})

/** Whoever leads a run; undefined where nobody ever did, or was heard of within so many milliseconds. */
export const livingLeader = Effect.fnUntraced(function* (run: string, within: number) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql`
    SELECT run FROM rlif_runs WHERE run = ${run} AND seen >= now() - ${within} * interval '1 millisecond'`
  return row === undefined ? undefined : yield* leaderOf(run)
})

/** Whoever leads a run; undefined where nobody ever did. */
export const leaderOf = Effect.fnUntraced(function* (run: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly epoch: number; readonly token: string }>`
    SELECT epoch, token FROM rlif_runs WHERE run = ${run}`
  const leader: Leader | undefined = row && { epoch: row.epoch, token: Redacted.make(row.token) }
  return leader
})

/** Whether somebody still leads a run. A database that was emptied is told so again. */
export const leads = Effect.fnUntraced(function* (run: string, { epoch, token }: Leader) {
  const sql = yield* SqlClient.SqlClient
  const found = yield* leaderOf(run)
  if (found !== undefined) return found.epoch === epoch
  yield* sql`
    INSERT INTO rlif_runs (run, epoch, token, seen) VALUES (${run}, ${epoch}, ${Redacted.value(token)}, now())
    ON CONFLICT (run) DO NOTHING`
  return (yield* leaderOf(run))?.epoch === epoch
})
