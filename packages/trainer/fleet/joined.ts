// A session of a worker: it has joined, has the model, and gives signs of life until the scope closes.
import type { Values } from "@rlif/core/graph/value"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import { Runtime } from "@rlif/core/runtime/runtime"
import { answering } from "@rlif/core/wire/answering"
import { knownOf } from "@rlif/core/wire/known"
import type { WireError } from "@rlif/core/wire/wire-error"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { hostname } from "node:os"
import { connected } from "./client.ts"
import { computing, type Ordered } from "./computing.ts"
import { type FleetGone, type FleetRefused, FleetUnreachable } from "./fleet_error.ts"
import { type Talking, talking } from "./talking.ts"
import { termsOf } from "./terms.ts"
import type { Tls } from "./tls.ts"

/**
 * The coordinator that a worker joins.
 * @stability unstable
 * @since 0.1.0
 */
export interface WorkerOptions {
  readonly host: string
  readonly port: number
  readonly token?: Redacted.Redacted
  /** Its certificates, where the coordinator asks for some. */
  readonly tls?: Tls
  /** What others call the worker. Default: its machine and process. */
  readonly name?: string
  /**
   * Weights of a model by checkpoint name, in float32, taken each time that a run is joined and let go of then: those that are
   * the run's, bit for bit, are not sent. Default: none.
   */
  readonly weights?: Effect.Effect<Values, PolicyError>
}

/**
 * Why a worker cannot go on.
 * @stability unstable
 * @since 0.1.0
 */
export type JoinFailure = FleetUnreachable | FleetRefused | PolicyError | WireError

type Failure = JoinFailure | FleetGone

/** The name of a worker that was given none. */
export const ownName = (): string => `${hostname()}:${process.pid}`

/** Joins; who is `told` is sent pieces, and who is not hears of them elsewhere. */
export const joined = Effect.fnUntraced(function* (
  options: WorkerOptions,
  { told }: { readonly told: boolean },
) {
  const { provider } = yield* Runtime
  const { host, port, token = Redacted.make(""), name = ownName() } = options
  const unreachable = ({ message: why }: { readonly message: string }) =>
    new FleetUnreachable({ what: "coordinator", address: `${host}:${port}`, why })
  const client = yield* Effect.mapError(connected(options), unreachable)
  const ended = yield* Deferred.make<never, Failure>()
  const welcome = yield* Deferred.make<{ readonly session: string; readonly beat: number }>()
  const orders = yield* Queue.unbounded<Ordered>()
  const fail = (error: Failure) => Deferred.fail(ended, error)
  const lost = Deferred.await(ended)

  // The worker is there for as long as it listens.
  const listening = client.join({ name, token: Redacted.value(token), terms: termsOf(provider) }).pipe(
    Stream.catchTag("RpcClientError", (error) => Stream.fail(unreachable(error))),
    Stream.runForEach((order) =>
      order.kind === "welcome" ? Deferred.succeed(welcome, order) : Queue.offer(orders, order)
    ),
    Effect.andThen(Effect.fail(unreachable({ message: "it has ended" }))),
    Effect.catch(fail),
  )
  yield* Effect.forkScoped(listening)
  const { session, beat } = yield* Effect.raceFirst(Deferred.await(welcome), lost)
  const said = talking(client, { session, unreachable })
  const made = yield* modelled(said, options.weights)
  yield* said.ready(told ? made.atOnce : 0)
  yield* Effect.forkScoped(said.beat.pipe(Effect.repeat(Schedule.spaced(beat)), Effect.catch(fail)))
  const { claim, computed } = said
  return { orders, atOnce: made.atOnce, claim, computed, compute: computing(made, said), lost, fail }
})

/** Who computes, once the model is here: it is sent, but for what is known already. */
const modelled = Effect.fnUntraced(function* (said: Talking, weights: WorkerOptions["weights"]) {
  const config = yield* said.config
  if (weights === undefined) return yield* answering({ config, weights: yield* said.weights(-1) })
  const known = yield* knownOf(config, yield* weights)
  const made = yield* answering({ config, weights: yield* said.weights(-1, [...known.keys()]), known })
  yield* Effect.logInfo(
    made.had === 0
      ? "none of the run's weights is in the model that is here: all were sent"
      : `${Math.floor(100 * made.had)}% of the run's weights are in the model that is here, and were not sent`,
  )
  return made
})
