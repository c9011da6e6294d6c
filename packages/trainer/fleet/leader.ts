// Who leads a run: whoever took its epoch last. Two coordinators of one run may both live; only one of them leads.
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql"

/** Takes the lead of a run: an epoch that nobody had before. */
export const lead = Effect.fnUntraced(function* (run: string) {
  const sql = yield* SqlClient.SqlClient
  const [{ epoch }] = yield* sql<{ readonly epoch: number }>`
    INSERT INTO rlif_runs (run, epoch) VALUES (${run}, 1)
    ON CONFLICT (run) DO UPDATE SET epoch = rlif_runs.epoch + 1 RETURNING epoch`
  return epoch
})

/** The epoch of whoever leads a run; 0 where nobody ever did. */
export const epochOf = Effect.fnUntraced(function* (run: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly epoch: number }>`SELECT epoch FROM rlif_runs WHERE run = ${run}`
  return row?.epoch ?? 0
})
