import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Reading } from "../page/packed.ts"
import { page, policyOf } from "../page/page.ts"
import { Ask, askRun } from "../run/control_file.ts"
import { type Story, storyOf } from "./story.ts"
import { again, endOf, toldTo, visitFrom } from "./told.ts"
import { refusal, type Trusting } from "./trust.ts"

/**
 * How a run is shown.
 * @stability unstable
 * @since 0.1.0
 */
export interface WatchOptions extends Trusting {
  /** How what it sampled is read: its tokenizer, and what an answer is. */
  readonly reading: Reading
  /** Of at most how many updates that are done the samples are in the page, spread evenly. Default: 60. */
  readonly updates?: number
  /** When visitors are told what came last, and no more. Default: never. */
  readonly until?: Effect.Effect<void>
  /** Where the page is, such as `/training`. Default: `/`. */
  readonly at?: `/${string}`
}

/**
 * The page of a run, live, as routes of a server: the page, what happens as server-sent events, and what visitors ask of the run,
 * which does it by the stage `controlled`. The run's folder is named here, and no request can name another. All that visitors
 * know is in the folder, so that whoever comes late or again knows it too.
 *
 * @example
 * ```ts no-run
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { watchRoutes } from "@rlif/trainer/watch"
 * import { Effect, Layer } from "effect"
 * import { HttpRouter } from "effect/http"
 *
 * const reading = { spelling: undefined, answer: lastNumber }
 * // Beside whatever else the application's router has.
 * const layer = Layer.unwrap(Effect.map(watchRoutes("runs/a", { reading, at: "/training" }), HttpRouter.addAll))
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const watchRoutes = Effect.fnUntraced(
  function* (run: string, { reading, updates, at, until = Effect.never, ...trusting }: WatchOptions) {
    const services = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
    const telling = yield* storyOf(run, { reading, ...updates === undefined ? {} : { updates } })
    const story = (...given: Parameters<typeof telling>) => Effect.provideContext(telling(...given), services)
    const prefix = at === undefined || at === "/" ? "" : at
    const answered = <E>(
      method: "GET" | "POST",
      path: string,
      answer: (request: HttpServerRequest.HttpServerRequest, query: URLSearchParams) => Effect.Effect<
        HttpServerResponse.HttpServerResponse,
        E,
        HttpServerRequest.HttpServerRequest
      >,
    ) =>
      HttpRouter.route(method, `/${`${prefix}${path}`.slice(1)}`, (request) => {
        const query = new URLSearchParams(request.url.split("?")[1])
        const token = tokenOf(request, query)
        const why = refusal({ method: request.method, headers: request.headers, token }, trusting)
        const response = why === undefined
          ? Effect.catch(
            answer(request, query),
            () => Effect.succeed(said(503, "The folder of the run cannot be read")),
          )
          : Effect.succeed(said(403, `Refused: ${why}`))
        return Effect.map(response, (response) =>
          HttpServerResponse.setHeaders(response, {
            "content-security-policy": "default-src 'none'",
            ...headers,
            ...response.headers,
          }))
      })

    // Visitors who come at the same time are shown the same.
    let last: { readonly story: Story; readonly response: HttpServerResponse.HttpServerResponse } | undefined
    const shown = Effect.map(story(), (story) => {
      if (last?.story === story) return last.response
      const live = { at: prefix, from: endOf(story) }
      const html = page({ runs: [story.run], messages: story.messages, pairs: [], live })
      const response = HttpServerResponse.text(html, {
        contentType: "text/html; charset=utf-8",
        headers: { "content-security-policy": `${policyOf(live)}; frame-ancestors 'none'` },
      })
      last = { story, response }
      return response
    })
    const events = (from: string) =>
      Stream.suspend(() => {
        let visit = visitFrom(from)
        const next = (...given: Parameters<typeof telling>) =>
          Effect.map(story(...given), (story) => {
            const [events, after] = toldTo(visit, story)
            visit = after
            return events
          })
        return Stream.fromEffect(next()).pipe(
          Stream.repeat(Schedule.spaced("500 millis")),
          Stream.interruptWhen(until),
          Stream.concat(Stream.fromEffect(next({ last: true }))),
          Stream.filter((events) => events !== ""),
          Stream.takeUntil((events) => events === again),
          Stream.merge(Stream.fromEffectSchedule(Effect.succeed(": still here\n\n"), Schedule.spaced("15 seconds")), {
            haltStrategy: "left",
          }),
          Stream.encodeText,
        )
      })

    return [
      answered("GET", prefix === "" ? "/" : "", (request, query) =>
        // A token leaves the address, where others might read it, for a cookie.
        trusting.token !== undefined && query.has("token")
          ? Effect.succeed(HttpServerResponse.setCookieUnsafe(
            HttpServerResponse.redirect(prefix || "/", { status: 303 }),
            cookieOf(request),
            trusting.token,
            { httpOnly: true, sameSite: "strict", path: prefix || "/" },
          ))
          : shown),
      answered("GET", "/events", (request, query) =>
        Effect.succeed(HttpServerResponse.stream(
          events(request.headers["last-event-id"] ?? query.get("from") ?? ""),
          { contentType: "text/event-stream", headers: eventHeaders },
        ))),
      answered("POST", "/ask", (request) =>
        Effect.gen(function* () {
          if (request.headers["content-type"] !== "application/json") return said(415, "It is not JSON")
          const body = yield* Effect.option(
            Effect.provideService(HttpServerRequest.schemaBodyJson(Asked), HttpIncomingMessage.MaxBodySize, wish),
          )
          if (body._tag === "None") return said(400, "A run can be asked to pause, go on, save or stop")
          if ((yield* story()).state.state === "ended") return said(409, "Nothing trains here now")
          yield* Effect.provideContext(askRun(run, body.value.ask), services)
          return HttpServerResponse.empty({ status: 202 })
        })),
    ]
  },
)

const Asked = Schema.Struct({ ask: Ask })

/** More than the longest wish. */
const wish = ByteSize.kibibytes(1)

const said = (status: number, text: string) =>
  HttpServerResponse.text(`${text}\n`, { status, contentType: "text/plain; charset=utf-8" })

/** Of every answer. */
const headers = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
}

/** A connection that outlived its events would be asked again where nobody listens any more. */
const eventHeaders = { "x-accel-buffering": "no", connection: "close" }

/** Cookies do not tell the ports of a machine apart. */
const cookieOf = ({ headers: { host = "" } }: HttpServerRequest.HttpServerRequest) =>
  `rlif-${/:(\d+)$/.exec(host)?.[1] ?? "80"}`

const tokenOf = (request: HttpServerRequest.HttpServerRequest, query: URLSearchParams): string | undefined =>
  /^Bearer (.*)$/.exec(request.headers["authorization"] ?? "")?.[1] ??
    query.get("token") ?? request.cookies[cookieOf(request)]
