// What speaks to PostgreSQL is loaded only where it is asked for, and its client is installed only by who needs it.
import * as Effect from "effect/Effect"
import { SettingsError } from "../settings/setting.ts"

/** Modules that need the client. */
export const withQueue = <A>(load: () => Promise<A>): Effect.Effect<A, SettingsError> =>
  Effect.catch(
    Effect.tryPromise({ try: load, catch: (error) => error }),
    (error) => isMissing(error) ? Effect.fail(new SettingsError({ message })) : Effect.die(error),
  )

/** Whether an error says that the client is not there. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND" &&
  error.message.includes("@effect/sql-pg")

const message = "Cannot reach workers: the package @effect/sql-pg is not installed here; npm install @effect/sql-pg"
