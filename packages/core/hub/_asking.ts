// Requests to a hub: the token of the user, and the errors of failed requests.
import type { HubApiError } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import { bounded, type Bounds } from "./_bounded.ts"
import { redacted } from "./redacted.ts"
import { HubError } from "./hub_error.ts"
import type { HubSettings } from "./hub_settings.ts"
import { type Repo, showRepo } from "./repo.ts"

/**
 * A `fetch` that sends the token to the hub only, and not to a store that the hub redirects to. The request fails if the hub
 * is silent for too long or answers with too many bytes.
 */
export const asking = (
  given: typeof globalThis.fetch,
  { wanted, bytes, requests }: { readonly wanted: Wanted } & Pick<Bounds, "bytes" | "requests">,
): typeof globalThis.fetch => {
  const { endpoint, token, silence } = wanted.settings
  const fail: Bounds["fail"] = (reason, why) => failed(wanted, reason, `${endpoint}: ${why}`)
  const fetch = bounded(given, { silence, bytes, requests, fail })
  const { origin } = new URL(endpoint)
  return (input, init) => {
    const headers = new Headers(init?.headers)
    const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url
    if (token !== undefined && new URL(url).origin === origin) headers.set("Authorization", `Bearer ${token}`)
    return fetch(input, { ...init, headers })
  }
}

/** The repository and file of a request. */
export interface Wanted {
  readonly repo: Repo
  /** The requested file; empty if the request is not for a single file. */
  readonly file: string
  readonly settings: HubSettings
}

/** The error of a request. */
export const failed = ({ repo, file }: Wanted, reason: HubError["reason"], why: string): HubError => {
  const what = file === "" ? showRepo(repo) : `"${file}" of ${showRepo(repo)}`
  return new HubError({ reason, repo: repo.name, file, message: `Cannot fetch ${what}: ${why}` })
}

/** The error of an HTTP status that is no success; `detail` is the hub's own message. */
export const refused = (wanted: Wanted, status: number, detail = "") => {
  const { endpoint, token } = wanted.settings
  const fail = (reason: HubError["reason"], why: string) => failed(wanted, reason, why)
  const said = detail === "" ? "" : ` (${detail})`
  if (status === 404) return fail("missing", `${endpoint} has no such thing${said}`)
  // The hub answers 401 for missing repositories, too, so as not to reveal private ones.
  if (status === 401 && token === undefined) {
    return fail("denied", `it does not exist on ${endpoint}, or it is private or gated; set HF_TOKEN${said}`)
  }
  if (status === 401 || status === 403) return fail("denied", `${endpoint} refuses the token of HF_TOKEN${said}`)
  return fail("network", `${endpoint} answers ${status}${said}`)
}

/** Turns a call of the hub's client, which throws, into an effect. */
export const ask = <A>(wanted: Wanted, request: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, HubError> =>
  Effect.tryPromise({
    try: request,
    catch: (error) =>
      isApiError(error)
        ? refused(wanted, error.statusCode, redacted(detailOf(error), wanted.settings.token).slice(0, 200))
        : unreachable(wanted, error),
  })

const isApiError = (error: unknown): error is HubApiError => error instanceof Error && "statusCode" in error

/** The error of an answer that did not come, broke off, or was given up. */
export const unreachable = (wanted: Wanted, error: unknown): HubError => {
  if (error instanceof HubError) return error
  const { message, cause } = error as Error
  const why = cause instanceof Error ? `${message}, ${cause.message}` : message
  return failed(wanted, "network", `no answer from ${wanted.settings.endpoint}: ${why}`)
}

/** The message of an error without the address, which the error names already. */
const detailOf = ({ message }: HubApiError): string => message.split(/\.? URL: /)[0]
