// The workers that take pieces from the queue, of whatever run: each says now and then that it lives, and what it does.
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { Terms } from "./terms.ts"

/** What a worker that takes pieces from the queue does. */
export interface Doing {
  /** What it computes now, in words. */
  readonly doing: string
  /** The pieces that it has computed. */
  readonly computed: number
  /** Tokens a second, of the last half minute. */
  readonly rate: number
}

/** A worker that takes pieces from the queue. */
export interface Present extends Doing {
  readonly name: string
  readonly terms: Terms
  /** Milliseconds since it was heard of. */
  readonly silent: number
}

/** Says that a worker lives, and what it does, until the scope closes. */
export const living = Effect.fnUntraced(function* (
  name: string,
  { lease, terms, now }: { readonly lease: number; readonly terms: Terms; readonly now: () => Doing },
) {
  const sql = yield* SqlClient.SqlClient
  const id = randomUUID()
  const said = Effect.suspend(() => {
    const { doing, computed, rate } = now()
    return sql`
      INSERT INTO rlif_workers (id, name, terms, doing, computed, rate, seen)
      VALUES (${id}, ${name}, ${JSON.stringify(terms)}, ${doing}, ${computed}, ${rate}, now())
      ON CONFLICT (id) DO UPDATE
        SET doing = EXCLUDED.doing, computed = EXCLUDED.computed, rate = EXCLUDED.rate, seen = EXCLUDED.seen`
  })
  yield* Effect.acquireRelease(said, () => Effect.ignore(sql`DELETE FROM rlif_workers WHERE id = ${id}`))
  // Without the database for a while, the worker goes on, and is heard of again later.
  yield* Effect.forkScoped(Effect.repeat(Effect.ignore(said), Schedule.spaced(lease / 4)))
})

/** All that were heard of within a while, in milliseconds, by their names; what was not for much longer is forgotten. */
export const present = Effect.fnUntraced(function* (within: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`DELETE FROM rlif_workers WHERE seen < now() - ${100 * within} * interval '1 millisecond'`
  const rows = yield* sql<Omit<Present, "terms"> & { readonly terms: string }>`
    SELECT name, terms, doing, computed, rate, (1000 * extract(epoch FROM now() - seen))::integer AS silent FROM rlif_workers
    WHERE seen >= now() - ${within} * interval '1 millisecond' ORDER BY name`
  return rows.flatMap(({ terms, ...rest }): ReadonlyArray<Present> => {
    // Of another version of rlif, whose terms are others.
    const read = decode(terms)
    return Option.isNone(read) ? [] : [{ ...rest, terms: read.value }]
  })
})

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Terms))
