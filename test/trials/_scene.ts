// A database and workers of a trial's own.
import { Effect, Exit, Redacted, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { type ChildProcess, spawn } from "node:child_process"
import { resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { layerDatabase } from "../../packages/trainer/fleet/database.ts"
import { listed } from "../../packages/trainer/fleet/listed.ts"
import { postgres } from "../../packages/trainer/testing/postgres.ts"

const main = resolve("packages/trainer/cli/main.ts")

/** What a fault is done to. */
export interface Scene {
  /** Of the database. */
  readonly url: string
  /** A worker as a process, once others see it. */
  readonly worker: (name: string) => Promise<ChildProcess>
  /** Waits until a worker has a piece. */
  readonly computing: () => Promise<void>
  /** Tells workers that coordinators are at this host, as where something stands between. */
  readonly through: (host: string) => Promise<void>
  /** Kills the database, and starts it again after so many milliseconds. */
  readonly withoutDatabase: (milliseconds: number) => Promise<void>
}

/** Does something in a scene, which then ends with all of its processes. */
export const inScene = async <A>(body: (scene: Scene) => Promise<A>): Promise<A> => {
  const scope = Scope.makeUnsafe()
  const children: Array<ChildProcess> = []
  try {
    const database = await Effect.runPromise(Scope.provide(postgres, scope))
    const url = Redacted.value(database.url)
    const workers = () => Effect.runPromise(listed({ url: database.url }))
    return await body({
      url,
      worker: async (name) => {
        const child = spawn(process.execPath, [main, "worker", "--join", url, "--name", name, "--threads", "1"], {
          stdio: "ignore",
        })
        children.push(child)
        while (!(await workers()).some((one) => one.name === name)) await sleep(100)
        return child
      },
      computing: () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const taken = sql`SELECT 1 FROM rlif_pieces WHERE state = 'pending' AND acquired_by IS NOT NULL LIMIT 1`
          while ((yield* taken).length === 0) yield* Effect.sleep(1)
        }).pipe(
          Effect.timeout("1 minute"),
          Effect.provide(layerDatabase({ url: database.url, lease: 10_000 })),
          Effect.runPromise,
        ),
      through: (host) =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* sql.unsafe(`
            CREATE FUNCTION through() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN NEW.element := jsonb_set(NEW.element::jsonb, '{host}', '"${host}"')::text; RETURN NEW; END $$`)
          yield* sql`CREATE TRIGGER through BEFORE INSERT ON rlif_pieces FOR EACH ROW EXECUTE FUNCTION through()`
        }).pipe(Effect.provide(layerDatabase({ url: database.url, lease: 10_000 })), Effect.runPromise),
      withoutDatabase: async (milliseconds) => {
        await Effect.runPromise(database.kill)
        await sleep(milliseconds)
        await Effect.runPromise(database.restart)
      },
    })
  } finally {
    for (const child of children) child.kill("SIGKILL")
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
