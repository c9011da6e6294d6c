import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import { randomBytes } from "node:crypto"
import { createServer } from "node:http"
import { type WatchOptions, watchRoutes } from "./routes.ts"

/**
 * A page that could not be served.
 * @stability unstable
 * @since 0.1.0
 */
export class WatchError extends Schema.TaggedError<WatchError>()("@rlif/trainer/WatchError", {
  host: Schema.String,
  port: Schema.Int,
  reason: Schema.String,
}) {
  override get message() {
    return `Cannot serve a page on port ${this.port} of ${this.host}: ${this.reason}`
  }
}

/**
 * Where a page is served.
 * @stability unstable
 * @since 0.1.0
 */
export interface ServerOptions extends Omit<WatchOptions, "at" | "until"> {
  /** Default: this machine alone; any other is reached by a token, which is part of the address that is given back. */
  readonly host?: string
  /** Default 0: any port that is free. */
  readonly port?: number
}

/** Where something listens. */
interface Place {
  readonly host: string
  readonly port: number
}

const listening = (place: Place) =>
  NodeHttpServer.layer(createServer, { ...place, gracefulShutdownTimeout: "600 millis" })

const refused = ({ host, port }: Place) => ({ cause }: { readonly cause: unknown }) =>
  new WatchError({ host, port, reason: cause instanceof Error ? cause.message : String(cause) })

/**
 * Fails where a page could not be served now: asked before work that would be in vain.
 * @stability unstable
 * @since 0.1.0
 */
export const checkPort = (place: Place): Effect.Effect<void, WatchError> =>
  Layer.build(listening(place)).pipe(Effect.mapError(refused(place)), Effect.asVoid, Effect.scoped)

const loopback: ReadonlyArray<string> = ["localhost", "127.0.0.1", "::1"]

/**
 * Serves the live page of a run while the scope is open, and gives its address. When it closes, visitors are told what came
 * last.
 *
 * @example
 * ```ts no-run
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { watchServer } from "@rlif/trainer/watch"
 * import { Console, Effect } from "effect"
 *
 * const reading = { spelling: undefined, answer: lastNumber }
 * await watchServer("runs/a", { reading }).pipe(
 *   Effect.andThen(Console.log),
 *   Effect.andThen(Effect.never),
 *   Effect.scoped,
 *   Effect.provide(NodeServices.layer),
 *   Effect.runPromise,
 * )
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const watchServer = Effect.fn("watchServer")(
  function* (run: string, { host = "127.0.0.1", port = 0, token, ...options }: ServerOptions) {
    const secret = token || (loopback.includes(host) ? undefined : randomBytes(24).toString("base64url"))
    const closing = yield* Deferred.make<void>()
    const routes = yield* watchRoutes(run, {
      ...options,
      until: Deferred.await(closing),
      ...secret === undefined ? {} : { token: secret },
    })
    const served = HttpRouter.serve(HttpRouter.addAll(routes), { disableLogger: true, disableListenLog: true })
    const context = yield* Layer.build(Layer.provideMerge(served, listening({ host, port }))).pipe(
      Effect.mapError(refused({ host, port })),
    )
    // Before the server: it waits for those who are still told something.
    yield* Effect.addFinalizer(() => Deferred.succeed(closing, undefined))
    const { address } = Context.get(context, HttpServer.HttpServer)
    const at = "port" in address ? address.port : port
    const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host
    return `http://${name}:${at}/${secret === undefined ? "" : `?token=${encodeURIComponent(secret)}`}`
  },
)
