// A policy whose pieces are computed by workers that come and go.
import { policyError } from "@rlif/core/runtime/drained"
import { Elsewhere, type Hire } from "@rlif/core/wire/elsewhere"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import { RpcServer } from "effect/rpc"
import * as Scope from "effect/Scope"
import { SocketServer } from "effect/socket"
import { bagOf } from "./bag.ts"
import { coordinator } from "./coordinator.ts"
import { Dispatch, type Dispatched } from "./dispatch.ts"
import { FleetRefused } from "./fleet_error.ts"
import { leaving } from "./leaving.ts"
import { type FleetMember, type Members, membersOf } from "./members.ts"
import { FleetRpcs, serialization } from "./rpcs.ts"
import { termsOf } from "./terms.ts"
import { listeningAt, type Tls } from "./tls.ts"

/**
 * The workers of a policy.
 * @stability unstable
 * @since 0.1.0
 */
export class Fleet extends Context.Service<Fleet, {
  /** The port at which workers join, once the policy is there. */
  readonly port: Effect.Effect<number>
  readonly members: Effect.Effect<ReadonlyArray<FleetMember>>
}>()("@rlif/trainer/fleet/Fleet") {}

/**
 * Where workers join, and which may.
 * @stability unstable
 * @since 0.1.0
 */
export interface FleetOptions {
  /** Default: the loopback, which other machines do not reach. */
  readonly host?: string
  /** Default: any that is free. */
  readonly port?: number
  /** What workers have to know. Default: what a queue tells them. Where other machines reach the port, this or `tls` is required. */
  readonly token?: Redacted.Redacted
  /** Certificates by which both sides know each other, and nobody else reads what they say. Default: none. */
  readonly tls?: Tls
  /** Whether workers may join whose bits may differ: a run is not repeatable then. Default false. */
  readonly mixed?: boolean
  /** Milliseconds after which a worker that is not heard of has lost its pieces. Default 10 000. */
  readonly lease?: number
}

/**
 * Workers for the policy that is built over this layer. A policy without workers computes everything itself; with any number of
 * them, that come and go, it has the same bits.
 *
 * @example
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { layerFolder, Policy } from "@rlif/core/policy"
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { Fleet, layerFleet } from "@rlif/trainer/fleet/fleet"
 * import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
 * import { Effect, Layer } from "effect"
 *
 * const policy = Layer.provideMerge(layerFolder(shippedFolder("base")), layerFleet())
 * const program = Effect.gen(function*() {
 *   yield* Policy // train with it, as with any other
 *   const { port, members } = yield* Fleet
 *   return [yield* port, yield* members] // a free port, and []: nobody has joined yet
 * })
 * await program.pipe(Effect.provide(Layer.provide(policy, [Cpu.layer, NodeServices.layer])), Effect.runPromise)
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const layerFleet = (options: FleetOptions = {}): Layer.Layer<Fleet, FleetRefused> =>
  Layer.effectContext(Effect.gen(function* () {
    const dispatch = yield* Dispatch
    const { host = "127.0.0.1", token = dispatch?.token, tls } = options
    if (token === undefined && tls === undefined && !loopback.has(host)) {
      const why = `${host} is reached by other machines, so a token or certificates are required`
      return yield* new FleetRefused({ reasons: [why] })
    }
    const listening = yield* Deferred.make<number>()
    let members: Members | undefined
    const hire: Hire = Effect.fnUntraced(function* (model) {
      const { lease = 10_000, mixed = false, port = 0 } = options
      const scope = yield* leaving
      const sockets = yield* Layer.build(listeningAt({ host, port, tls })).pipe(
        Scope.provide(scope),
        Effect.mapError((cause) => policyError("load", cause)),
      )
      const { address } = Context.get(sockets, SocketServer.SocketServer)
      const bound = "port" in address ? address.port : port
      let told: Dispatched = { waits: () => {}, others: () => false }
      const bag = bagOf(model.here, (piece, time) => told.waits(piece, time))
      const terms = termsOf(model.provider)
      if (dispatch !== undefined) told = yield* dispatch.begin({ host, port: bound, mixed, terms, remind: bag.remind })
      members = yield* membersOf(bag, { lease, others: () => told.others() })
      const handlers = coordinator({
        bag,
        members,
        model,
        mixed,
        token: token ?? Redacted.make(""),
        beat: lease / 4,
      })
      yield* Layer.build(
        RpcServer.layer(FleetRpcs, { disableTracing: true }).pipe(
          Layer.provide(handlers),
          Layer.provide(RpcServer.layerProtocolSocketServer),
          Layer.provide(serialization),
          Layer.provide(Layer.succeedContext(sockets)),
        ),
      ).pipe(
        Scope.provide(scope),
        // A worker that was killed is no error of the coordinator.
        Effect.provideService(References.UnhandledLogLevel, undefined),
      )
      yield* Deferred.succeed(listening, bound)
      return { atOnce: pieces, ask: bag.ask }
    })
    const fleet = Fleet.of({
      port: Deferred.await(listening),
      members: Effect.suspend(() => members?.list ?? Effect.succeed([])),
    })
    return Context.add(Context.make(Fleet, fleet), Elsewhere, hire)
  }))

const loopback = new Set(["127.0.0.1", "::1", "localhost"])

/** Pieces that wait for workers at once: what is added up in order has at most so many gradients in memory. */
const pieces = 16
