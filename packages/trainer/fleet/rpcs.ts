// What workers say to the coordinator. Everything is decoded by schema; large data cross as chunks of bytes, which are messages of
// core's own.
import { KnownFingerprints } from "@rlif/core/wire/known"
import * as Schema from "effect/Schema"
import { Rpc, RpcGroup, RpcSerialization } from "effect/rpc"
import { FleetGone, FleetRefused } from "./fleet_error.ts"
import { Terms } from "./terms.ts"

/** Most bytes of a chunk: with what is around it a message just fits into an array whose length is a power of two. */
export const chunkBytes = 2 ** 21 - 2 ** 10

/** Frames beyond this are not even held. */
export const serialization = RpcSerialization.layerSchemaBinary({ maxFrameSize: 2 * chunkBytes })

const session = Schema.String
const number = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const few = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1024 }))
const bytes = Schema.Uint8Array

/** Who wants to join. */
export const Hello = Schema.Struct({ name: Schema.String, token: Schema.String, terms: Terms })

/** What a worker that joined is told: first its session, and then the pieces that it is to compute. */
export const Order = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("welcome"), session, beat: Schema.Int }),
  // The task comes with it where it is short, and is asked for where it takes more than one chunk.
  Schema.Struct({ kind: Schema.Literal("piece"), piece: number, task: Schema.optionalKey(bytes) }),
])

/** What a worker may ask of its coordinator. */
export class FleetRpcs extends RpcGroup.make(
  // The worker is there for as long as this stream is open.
  Rpc.make("join", { payload: Hello, success: Order, error: FleetRefused, stream: true }),
  Rpc.make("config", { payload: { session }, success: bytes, error: FleetGone, stream: true }),
  /** The weights that have changed since a version, but for those that the worker has. */
  Rpc.make("weights", {
    payload: {
      session,
      since: Schema.Int.check(Schema.isGreaterThanOrEqualTo(-1)),
      known: Schema.optionalKey(KnownFingerprints),
    },
    success: bytes,
    error: FleetGone,
    stream: true,
  }),
  /** What differs in the earlier weights by which some pieces are computed. */
  Rpc.make("past", { payload: { session }, success: bytes, error: FleetGone, stream: true }),
  Rpc.make("learner", { payload: { session, id: number }, success: bytes, error: FleetGone, stream: true }),
  /** The worker has the model, and is sent so many pieces at once: none if it hears of them elsewhere. */
  Rpc.make("ready", { payload: { session, atOnce: few }, error: FleetGone }),
  /** Takes a piece of which the worker has heard elsewhere; false if it does not wait any more. */
  Rpc.make("claim", { payload: { session, piece: number }, success: Schema.Boolean, error: FleetGone }),
  Rpc.make("task", { payload: { session, piece: number }, success: bytes, error: FleetGone, stream: true }),
  /** The worker has computed a piece, and can compute another while it delivers this one. */
  Rpc.make("computed", { payload: { session, piece: number }, error: FleetGone }),
  /** A chunk of an answer of so many bytes, and where it begins there; what became of the answer, after the last. */
  Rpc.make("deliver", {
    payload: { session, piece: number, begin: number, total: number, bytes },
    success: Schema.Literals(["more", "taken", "had it"]),
    error: Schema.Union([FleetGone, FleetRefused]),
  }),
  /** The worker cannot compute the piece. */
  Rpc.make("failed", { payload: { session, piece: number }, error: FleetGone }),
  /** The worker lives. */
  Rpc.make("beat", { payload: { session }, error: FleetGone }),
) {}
