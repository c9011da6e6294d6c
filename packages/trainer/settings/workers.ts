// How a run finds those who compute beside it, as settings. All are of one start: the same run goes on with others, or with nobody.
import * as Schema from "effect/Schema"
import { type Setting, text, toggle } from "./setting.ts"

/** A PostgreSQL database; its address may have a password, so no message quotes it. */
export const database = (help: string): Setting<string> => ({
  ...text("", `${help}: postgres://user:password@host:port/database`),
  schema: Schema.String.check(
    Schema.makeFilter((given) =>
      given === "" || /^postgres(ql)?:\/\/./.test(given) && URL.canParse(given)
        ? undefined
        : "it is no address such as postgres://user:password@host:port/database"
    ),
  ),
  flagOnly: true,
})

/** The folder of certificates, which both sides have. */
export const certificates: Setting<string> = {
  ...text("", "folder of ca.pem, cert.pem and key.pem, of one authority for all workers; none: nothing is encrypted"),
  flagOnly: true,
}

/** The model of a worker, of which nothing is sent to it that a run has as well. */
export const ownModel = text(
  "",
  "model that is here already, folder or name of a hub, owner/name[@revision]: what a run has of it is not sent; none: all is",
)

const place = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/

/** The settings of whoever has workers. */
export const workerSettings = {
  workers: database("database by which rlif worker joins, and which knows who leads the run"),
  address: {
    ...text("127.0.0.1:0", "host and port at which workers reach this process; port 0: any that is free"),
    schema: Schema.String.check(
      Schema.makeFilter((given) => place.test(given) ? undefined : `"${given}" is no host:port such as 10.0.0.5:7000`),
    ),
    flagOnly: true,
  },
  tls: certificates,
  mixed: {
    ...toggle(false, "take workers of another processor or version, whose last bits may differ: no run repeats then"),
    flagOnly: true,
  },
}

/** The parts of an `address`. */
export const placeOf = (address: string): { readonly host: string; readonly port: number } => {
  const [, bracketed, plain, port] = place.exec(address)!
  return { host: bracketed ?? plain, port: Number(port) }
}
