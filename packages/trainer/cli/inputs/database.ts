import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

/**
 * The address of a database. A password that it lacks is that of PGPASSWORD, as for the database's own programs: everybody on a
 * machine may read the words of a command, and only its owner the environment.
 */
export const databaseOf = Effect.fnUntraced(function* (address: string) {
  const url = new URL(address)
  const password = yield* Effect.orDie(Config.option(Config.Redacted("PGPASSWORD")))
  if (url.password !== "" || Option.isNone(password)) return Redacted.make(address)
  url.password = encodeURIComponent(Redacted.value(password.value))
  return Redacted.make(url.href)
})
