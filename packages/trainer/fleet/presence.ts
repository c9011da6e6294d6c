// The workers that take pieces from the queue, of whatever run: each says now and then that it lives.
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"

/** A worker that takes pieces from the queue. */
export interface Present {
  readonly name: string
  readonly computed: number
  /** Milliseconds since it was heard of. */
  readonly silent: number
}

/** Says that a worker lives, until the scope closes; `computed` counts its pieces. */
export const living = Effect.fnUntraced(function* (
  name: string,
  { lease, computed }: { readonly lease: number; readonly computed: () => number },
) {
  const sql = yield* SqlClient.SqlClient
  const id = randomUUID()
  const said = Effect.suspend(() =>
    sql`INSERT INTO rlif_workers (id, name, computed, seen) VALUES (${id}, ${name}, ${computed()}, now())
      ON CONFLICT (id) DO UPDATE SET computed = EXCLUDED.computed, seen = EXCLUDED.seen`
  )
  yield* Effect.acquireRelease(said, () => Effect.ignore(sql`DELETE FROM rlif_workers WHERE id = ${id}`))
  // Without the database for a while, the worker goes on, and is heard of again later.
  yield* Effect.forkScoped(Effect.repeat(Effect.ignore(said), Schedule.spaced(lease / 4)))
})

/** All that were heard of within a while, in milliseconds, by their names; what was not for much longer is forgotten. */
export const present = Effect.fnUntraced(function* (within: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`DELETE FROM rlif_workers WHERE seen < now() - ${100 * within} * interval '1 millisecond'`
  return yield* sql<Present>`
    SELECT name, computed, (1000 * extract(epoch FROM now() - seen))::integer AS silent FROM rlif_workers
    WHERE seen >= now() - ${within} * interval '1 millisecond' ORDER BY name`
})
