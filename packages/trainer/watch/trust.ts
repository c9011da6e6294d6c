// Whose requests a live page answers. It may be stopped by them, and shows what a model was taught.
import { timingSafeEqual } from "node:crypto"

/**
 * What of a request decides whether it is answered; headers by their names in small letters.
 * @stability unstable
 * @since 0.1.0
 */
export interface Asking {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The token that it brings, by a cookie, the header `authorization` or its address. */
  readonly token: string | undefined
}

/**
 * Who is trusted.
 * @stability unstable
 * @since 0.1.0
 */
export interface Trusting {
  /** What everybody has to say, "" lets nobody in; undefined: nobody has to, and only who calls the server by one of `hosts` is answered. */
  readonly token?: string | undefined
  /** Names of this machine, without ports. Default: those by which it calls itself. */
  readonly hosts?: ReadonlyArray<string>
}

/**
 * The names by which a machine calls itself.
 * @stability unstable
 * @since 0.1.0
 */
export const ownNames: ReadonlyArray<string> = ["localhost", "127.0.0.1", "[::1]"]

/**
 * Why a request is refused; undefined where it is answered. Other sites that a visitor has open are refused by what browsers say
 * of them (`origin`, `sec-fetch-site`), and a name of theirs that leads to this machine by `host`. What changes a run has to come
 * from the page itself, which its `origin` says.
 *
 * @example
 * ```ts
 * import { refusal } from "@rlif/trainer/watch"
 *
 * const headers = { host: "localhost:4000", origin: "https://evil.example" }
 * refusal({ method: "GET", headers, token: undefined }, {}) // "it comes from another site"
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const refusal = (
  { method, headers: { host, origin, "sec-fetch-site": site }, token }: Asking,
  { token: secret, hosts = ownNames }: Trusting,
): string | undefined => {
  if (host === undefined) return "it names no host"
  if (secret === undefined && !hosts.includes(host.replace(/:\d+$/, ""))) return "it calls this machine by another name"
  if (site !== undefined && site !== "same-origin" && site !== "none") return "it comes from another site"
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return "it comes from another site"
  }
  if (method !== "GET" && method !== "HEAD" && origin === undefined) return "it does not say from where it comes"
  if (secret !== undefined && !same(secret, token)) return "its token is another one"
  return undefined
}

/** Compared in equal time, so that nobody learns a secret letter by letter; an empty secret lets nobody in. */
const same = (secret: string, token = ""): boolean => {
  const [a, b] = [secret, token].map((text) => Buffer.from(text))
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}
