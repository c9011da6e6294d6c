// A worker: it joins a coordinator, is sent the model, and computes pieces until the coordinator is gone; then it tries again. It
// opens no file, and speaks to nobody but the coordinator.
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import { Runtime } from "@rlif/core/runtime/runtime"
import { type Answering, answering } from "@rlif/core/wire/answering"
import type { WireError } from "@rlif/core/wire/wire-error"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { RpcClientError } from "effect/rpc"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { hostname } from "node:os"
import { connected, type FleetClient } from "./client.ts"
import { chunksOf, collected } from "./chunks.ts"
import { type FleetGone, FleetRefused, FleetUnreachable } from "./fleet_error.ts"
import { termsOf } from "./terms.ts"

/**
 * The coordinator that a worker joins.
 * @stability unstable
 * @since 0.1.0
 */
export interface WorkerOptions {
  readonly host: string
  readonly port: number
  readonly token?: Redacted.Redacted
  /** What others call the worker. Default: its machine and process. */
  readonly name?: string
}

type Failure = FleetUnreachable | FleetRefused | PolicyError | WireError

/**
 * Computes pieces for a coordinator until that is gone, by the runtime that is there, in as many threads as `LaneThreads` says.
 * Fails where the coordinator cannot be reached, or does not want the worker.
 * @stability unstable
 * @since 0.1.0
 */
export const join = Effect.fn("Fleet.join")(function* (options: WorkerOptions) {
  const { provider } = yield* Runtime
  const { host, port, token = Redacted.make(""), name = `${hostname()}:${process.pid}` } = options
  const unreachable = ({ message: why }: { readonly message: string }) =>
    new FleetUnreachable({ address: `${host}:${port}`, why })
  const client = yield* Effect.mapError(connected(options), unreachable)
  const lost = yield* Deferred.make<never, Failure | FleetGone>()
  const hello = { name, token: Redacted.value(token), terms: termsOf(provider) }
  let worker: ((piece: number) => Effect.Effect<void, Failure | FleetGone>) | undefined
  yield* client.join(hello).pipe(
    Stream.catchTag("RpcClientError", (error) => Stream.fail(unreachable(error))),
    Stream.runForEach(Effect.fnUntraced(function* (order) {
      if (order.kind === "welcome") {
        const said = talking(client, { session: order.session, unreachable })
        const made = yield* answering({ config: yield* said.config, weights: yield* said.weights(-1) })
        yield* said.ready(made.atOnce)
        yield* Effect.forkScoped(
          said.beat.pipe(
            Effect.repeat(Schedule.spaced(order.beat)),
            Effect.catch((error) => Deferred.fail(lost, error)),
          ),
        )
        worker = computing(made, said)
      } else if (worker !== undefined) {
        yield* Effect.forkScoped(Effect.catch(worker(order.piece), (error) => Deferred.fail(lost, error)))
      }
    })),
    Effect.raceFirst(Deferred.await(lost)),
    // Who is forgotten may join again.
    Effect.catchTag("@rlif/trainer/FleetGone", () => Effect.void),
  )
}, Effect.scoped)

/**
 * Joins a coordinator again and again, until it does not want the worker or the worker is interrupted.
 * @stability unstable
 * @since 0.1.0
 */
export const work = (options: WorkerOptions): Effect.Effect<never, Failure, Runtime> =>
  join(options).pipe(
    Effect.catchTag("@rlif/trainer/FleetUnreachable", ({ message }) => Effect.logDebug(message)),
    Effect.andThen(Effect.sleep("1 second")),
    Effect.forever,
  )

/** What a session of a worker asks and says. */
const talking = (
  client: FleetClient,
  { session, unreachable }: {
    readonly session: string
    readonly unreachable: (error: RpcClientError.RpcClientError) => FleetUnreachable
  },
) => {
  const reached = <A, E, R>(call: Effect.Effect<A, E | RpcClientError.RpcClientError, R>) =>
    Effect.catchIf(
      call,
      (error): error is RpcClientError.RpcClientError & E => (error as { _tag?: unknown })._tag === "RpcClientError",
      (error) => Effect.fail(unreachable(error)),
    ) as Effect.Effect<A, E | FleetUnreachable, R>
  return {
    config: reached(collected(client.config({ session }))),
    weights: (since: number) => reached(collected(client.weights({ session, since }))),
    learner: (id: number) => reached(collected(client.learner({ session, id }))),
    task: (piece: number) => reached(collected(client.task({ session, piece }))),
    ready: (atOnce: number) => reached(client.ready({ session, atOnce })),
    beat: reached(client.beat({ session })),
    failed: (piece: number) => reached(client.failed({ session, piece })),
    deliver: (piece: number, answer: Uint8Array) => {
      const chunks = chunksOf(answer)
      return Effect.forEach(
        chunks,
        (bytes, i) => reached(client.deliver({ session, piece, bytes, last: i === chunks.length - 1 })),
        { discard: true },
      )
    },
  }
}

/** Computes a piece, and says what became of it. */
const computing = (made: Answering, said: ReturnType<typeof talking>) => (piece: number) =>
  said.task(piece).pipe(
    Effect.flatMap((task) => made.answer(task, said)),
    Effect.flatMap((answer) => said.deliver(piece, answer)),
    Effect.catchTags({
      // A piece that is no longer asked for, or whose weights have changed since.
      "@rlif/trainer/FleetGone": (error) => error.what === "worker" ? Effect.fail(error) : said.failed(piece),
      "@rlif/core/PolicyError": () => said.failed(piece),
      "@rlif/core/WireError": () => said.failed(piece),
    }),
  )
