import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Flag } from "effect/cli"
import { type Setting, text } from "./setting.ts"

const Port = Schema.String.check(
  Schema.makeFilter((text) => /^\d*$/.test(text) && Number(text) < 2 ** 16 || `"${text}" is no port from 0 to 65535`),
)

/** The settings of a live page, which are of one start of a command alone. */
export const watchSettings = {
  watch: {
    schema: Port,
    flag: (name: string) => Flag.withOptionalValue(Flag.String(name), "0"),
    fallback: "",
    help: "serve a live page of the run while it trains, on this port; 0, or none: any that is free",
    flagOnly: true,
  } satisfies Setting<string>,
  watchHost: {
    ...text(
      "127.0.0.1",
      "from where the page can be reached, as the name of a network interface; any but this machine's own takes a token, " +
        "which is said (or RLIF_WATCH_TOKEN)",
    ),
    flagOnly: true,
  },
}

/** The host as the server takes it, with the token that the environment names. */
export const hostOf = Effect.fnUntraced(function* (host: string) {
  const token = yield* Effect.orDie(Config.String("RLIF_WATCH_TOKEN").pipe(Config.withDefault("")))
  return token === "" ? { host } : { host, token }
})
