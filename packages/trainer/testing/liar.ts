// A worker that computes as it should, and lies about the first piece.
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { answerMessage } from "@rlif/core/wire/answer.ts"
import { type Answering, answering } from "@rlif/core/wire/answering"
import { packed } from "@rlif/core/wire/frame.ts"
import { Effect, Stream } from "effect"
import { chunksOf, collected } from "../fleet/chunks.ts"
import { connected, type FleetClient } from "../fleet/client.ts"
import { Fleet } from "../fleet/fleet.ts"
import { termsOf } from "../fleet/terms.ts"

const host = "127.0.0.1"

/** What a worker of this machine says of itself. */
export const hello = { name: "somebody", token: "", terms: termsOf("cpu") }

/** A client of the fleet that is here. */
export const client = Effect.gen(function* () {
  return yield* connected({ host, port: yield* (yield* Fleet).port })
})

/** What is sent in place of an answer: chunks, and the bytes that they are said to be. */
interface Sent {
  readonly chunks: ReadonlyArray<Uint8Array>
  readonly total: number
}

/** What becomes of the bytes of an answer. */
export type Lie = (answer: Uint8Array) => Effect.Effect<Sent, unknown>

const whole = (bytes: Uint8Array): Sent => ({ chunks: chunksOf(bytes), total: bytes.length })

/** Joins, computes as it should, and delivers what `lie` makes of an answer to the first piece. Gives what it was told. */
export const liar = (lie: Lie) =>
  Effect.gen(function* () {
    const calls: FleetClient = yield* client
    let made: Answering | undefined
    let session = ""
    return yield* calls.join({ ...hello, name: "liar" }).pipe(
      Stream.runForEach(Effect.fnUntraced(function* (order) {
        if (order.kind === "welcome") {
          session = order.session
          made = yield* answering({
            config: yield* collected(calls.config({ session })),
            weights: yield* collected(calls.weights({ session, since: -1 })),
          })
          return yield* calls.ready({ session, atOnce: 1 })
        }
        const { piece } = order
        const lacking = {
          weights: (since: number) => collected(calls.weights({ session, since })),
          past: collected(calls.past({ session })),
          learner: (id: number) => collected(calls.learner({ session, id })),
        }
        const task = yield* collected(calls.task({ session, piece }))
        const { chunks, total } = yield* made!.answer(task, lacking, ({ bytes }) => lie(bytes.slice()))
        let begin = 0
        for (const bytes of chunks) {
          yield* calls.deliver({ session, piece, bytes, begin, total })
          begin += bytes.length
        }
      })),
      Effect.as("left"),
      Effect.catch((error) => Effect.succeed(String((error as { readonly message: string }).message))),
    )
  }).pipe(Effect.scoped, Effect.provide(Cpu.layerWith({ threads: 1 })))

const decoded = (answer: Uint8Array) => answerMessage.decode(answer)

/** What a worker may do wrong, and what it is told then. */
export const lies: ReadonlyArray<readonly [string, Lie, RegExp]> = [
  ["sends no frame", () => Effect.succeed(whole(new Uint8Array(64))), /does not begin as a frame does/],
  ["sends nothing", () => Effect.succeed(whole(new Uint8Array(0))), /0 bytes are no frame/],
  [
    "sends an answer to something else",
    () => Effect.succeed(whole(packed({ kind: "read", groups: [] }))),
    /kind "read"/,
  ],
  ["cuts its answer off", (answer) => Effect.succeed(whole(answer.subarray(0, answer.length - 8))), /truncated/],
  [
    "sends NaN",
    (answer) =>
      Effect.map(decoded(answer), (found) => {
        if (found.kind === "sample") found.groups[0][0].signals.logprob[0] = NaN
        return whole(answerMessage.encode(found))
      }),
    /finite numbers/,
  ],
  [
    "leaves a completion out",
    (answer) =>
      Effect.map(
        decoded(answer),
        (found) =>
          whole(
            answerMessage.encode(found.kind === "sample" ? { ...found, groups: found.groups.slice(1) } : found),
          ),
      ),
    /not the rows that were asked for/,
  ],
  [
    "does not end",
    () => Effect.succeed({ chunks: Array.from({ length: 40 }, () => new Uint8Array(2 ** 20)), total: 40 * 2 ** 20 }),
    /more than \d+ bytes/,
  ],
  [
    "sends more than it said",
    (answer) => Effect.succeed({ chunks: [answer], total: answer.length - 8 }),
    /more than \d+ bytes/,
  ],
]
