// Bytes in chunks, and back.
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { concatenated } from "../run/concatenated.ts"
import { chunkBytes } from "./rpcs.ts"

/** Bytes as chunks, one at least. */
export const chunksOf = (bytes: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from(
    { length: Math.max(1, Math.ceil(bytes.length / chunkBytes)) },
    (_, i) => bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  )

/** The same as a stream that gives them one at a time: what a stream gives at once is one message, and messages have a longest. */
export const chunked = (bytes: Uint8Array): Stream.Stream<Uint8Array> =>
  Stream.rechunk(Stream.fromIterable(chunksOf(bytes)), 1)

/** All bytes of a stream of chunks. */
export const collected = <E, R>(chunks: Stream.Stream<Uint8Array, E, R>): Effect.Effect<Uint8Array, E, R> =>
  Effect.map(Stream.runCollect(chunks), concatenated)
