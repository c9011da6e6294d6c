import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { pipeline, Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { reasonOf } from "../files/reason.ts"
import { each } from "./_each.ts"

/** Most bytes of an unpacked file: a malicious file of a few hundred kilobytes could fill all memory. */
const most = 2 ** 30

/** The bytes of a file, unpacked if its name ends in `.gz`; `failed` makes the error of a reason. */
export const fileBytes = <E>(
  file: string,
  failed: (why: string) => E,
): Stream.Stream<Uint8Array, E, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const wrong = (error: Error) => failed(reasonOf(error))
    const { type } = yield* Effect.mapError(fs.stat(file), wrong)
    if (type === "Directory") return Stream.fail(failed("it is no file but a directory"))
    if (!file.endsWith(".gz")) return Stream.mapError(fs.stream(file), wrong)
    const packed = yield* Stream.toReadableStreamEffect(fs.stream(file))
    // Not DecompressionStream, which refuses files packed in several parts. The pipeline's last stream has its failure.
    const unpacked: AsyncIterable<Uint8Array> = pipeline(Readable.fromWeb(packed), createGunzip(), () => undefined)
    const bytes = Stream.fromAsyncIterable(
      unpacked,
      (error) => failed(`it cannot be unpacked: ${reasonOf(error)}`),
    )
    return bytes.pipe(
      sized,
      each(({ bytes, size }) =>
        size > most ? Result.fail(failed(`it unpacks to more than ${most / 2 ** 30} GiB`)) : Result.succeed(bytes)
      ),
    )
  }))

/** Blocks, each with the size of all up to it. */
export const sized = <E, R>(blocks: Stream.Stream<Uint8Array, E, R>) =>
  Stream.mapAccum(blocks, () => 0, (before, bytes) => {
    const size = before + bytes.length
    return [size, [{ bytes, size }]] as const
  })
