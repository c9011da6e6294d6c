// Starts a peer and speaks with it: a line there, a line back.
import { Effect, Queue, Schema, type Scope, Stream } from "effect"
import { ChildProcess } from "effect/process"
import type { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import { Answer, Greeting } from "./answer.ts"
import type { Absent, Peer, Ready } from "./peer.ts"

/** A peer that cannot answer. */
export class PeerError extends Schema.TaggedError<PeerError>()("@rlif/bench/PeerError", {
  message: Schema.String,
}) {}

/** A peer that is ready and takes requests. */
export interface Speaker extends Ready {
  readonly ask: (request: string) => Effect.Effect<Answer, PeerError>
}

/** A peer's process, which ends with the scope; what it lacks where it cannot start. */
export const speaker = Effect.fnUntraced(
  function* (peer: Peer) {
    const requests = yield* Queue.unbounded<string>()
    const handle = yield* ChildProcess.make(peer.command, peer.args, {
      stdin: Stream.encodeText(Stream.fromQueue(requests)),
      stdout: "pipe",
      stderr: "inherit",
      detached: false,
      env: peer.env ?? {},
      extendEnv: true,
    })
    const lines = yield* handle.stdout.pipe(Stream.decodeText, Stream.splitLines, Stream.toQueue({ capacity: 16 }))
    const heard = <A>(schema: Schema.Decoder<A>) =>
      Queue.take(lines).pipe(
        Effect.mapError(() => new PeerError({ message: "its process ended" })),
        Effect.flatMap((line) =>
          Effect.mapError(
            Schema.decodeEffect(Schema.fromJsonString(schema))(line),
            () => new PeerError({ message: `it says "${line}"` }),
          )
        ),
      )
    const greeting = yield* heard(Greeting)
    if (greeting.kind === "missing") return missing(peer, greeting.message)
    const ask = (request: string) => Effect.andThen(Queue.offer(requests, `${request}\n`), heard(Answer))
    return { peer, greeting, ask }
  },
  (effect, peer): Effect.Effect<Speaker | Absent, never, ChildProcessSpawner | Scope.Scope> =>
    effect.pipe(
      Effect.catchTags({
        "PlatformError": () => Effect.succeed(missing(peer, `there is no ${peer.command}`)),
        "@rlif/bench/PeerError": ({ message }) => Effect.succeed(failed(peer, message)),
      }),
    ),
)

const missing = (peer: Peer, why: string): Absent => ({ peer, absent: `missing (${why}): ${peer.install}` })

/** A peer that answered, but not as it should. */
export const failed = (peer: Peer, why: string): Absent => ({ peer, absent: `failed: ${why}` })
