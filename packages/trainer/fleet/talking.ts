// What a worker that has joined asks and says, in one session.
import * as Effect from "effect/Effect"
import type { RpcClientError } from "effect/rpc"
import type { FleetClient } from "./client.ts"
import { chunksOf, collected } from "./chunks.ts"
import type { FleetUnreachable } from "./fleet_error.ts"
import { chunkBytes } from "./rpcs.ts"

/** What a session of a worker asks and says. */
export const talking = (
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
    weights: (since: number, known: ReadonlyArray<string> = []) =>
      reached(collected(client.weights({ session, since, known }))),
    past: reached(collected(client.past({ session }))),
    learner: (id: number) => reached(collected(client.learner({ session, id }))),
    task: (piece: number) => reached(collected(client.task({ session, piece }))),
    claim: (piece: number) => reached(client.claim({ session, piece })),
    ready: (atOnce: number) => reached(client.ready({ session, atOnce })),
    beat: reached(client.beat({ session })),
    computed: (piece: number) => reached(client.computed({ session, piece })),
    failed: (piece: number) => reached(client.failed({ session, piece })),
    /** Whether all of an answer has come. While one chunk is decoded there, the next one is on its way. */
    deliver: (piece: number, answer: Uint8Array) => {
      const total = answer.length
      return Effect.map(
        Effect.forEach(
          chunksOf(answer),
          (bytes, i) => reached(client.deliver({ session, piece, begin: i * chunkBytes, total, bytes })),
          { concurrency: 2 },
        ),
        (became) => became.slice(0, -1).every((one) => one === "more"),
      )
    },
  }
}

/** A session. */
export type Talking = ReturnType<typeof talking>
