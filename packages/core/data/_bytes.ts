import { Effect, FileSystem, Result, Stream } from "effect"
import { pipeline, Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { reasonOf } from "../files/reason.ts"
import { each } from "./_each.ts"

/** Of what a file may unpack to, in bytes: a few hundred kilobytes can be made to give as much as there is memory. */
const most = 2 ** 30

/** The bytes of a file, unpacked where its name ends in `.gz`; `failed` makes an error of what is wrong with it. */
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
    // Not DecompressionStream, which refuses a file that was packed in several parts. The last of a pipeline has its failure.
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
