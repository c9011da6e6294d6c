// One file from the hub into the cache. The client of the hub lists files, but its own download starts anew after an
// interruption and compares no checksum (version 2.17), so the bytes are moved here, by ranges of the same addresses.
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { asking, failed, refused, unreachable, type Wanted } from "./_asking.ts"
import type { Places } from "./_cache.ts"
import { isWhole } from "./_checksum.ts"
import { makeRoom, onDisk, sizeOf } from "./_disk.ts"
import type { SummedFile } from "./listing.ts"

/**
 * Makes the blob of a file: continues an earlier part, checks the whole, and gives it its name. Two processes may fetch the
 * same file: both write the same bytes at the same places.
 */
export const transfer = Effect.fnUntraced(function* (
  file: SummedFile,
  { wanted, places, url }: { readonly wanted: Wanted; readonly places: Places; readonly url: string },
) {
  const fs = yield* FileSystem.FileSystem
  const [partial, blob] = [places.partial(file), places.blob(file)]
  const disk = Effect.mapError(onDisk(wanted.repo, file.path))
  yield* disk(makeRoom(blob))
  yield* receive(file, { wanted, url, partial })
  if (!(yield* disk(isWhole(partial, file)))) {
    yield* disk(fs.remove(partial, { force: true }))
    const why = `its bytes do not have the listed checksum ${file.sum.hex}; what arrived was removed, try again`
    return yield* failed(wanted, "checksum", why)
  }
  yield* disk(fs.rename(partial, blob))
})

/** Asks for the missing bytes of a file and writes them at their place. */
const receive = Effect.fnUntraced(function* (
  file: SummedFile,
  { wanted, url, partial }: { readonly wanted: Wanted; readonly url: string; readonly partial: string },
) {
  const fs = yield* FileSystem.FileSystem
  const disk = Effect.mapError(onDisk(wanted.repo, file.path))
  if ((yield* sizeOf(partial)) === undefined) yield* disk(fs.writeFile(partial, new Uint8Array(), { flag: "a" }))
  const handle = yield* disk(fs.open(partial, { flag: "r+" }))
  const there = ByteSize.toNumberUnsafe((yield* disk(handle.stat)).size)
  if (there === file.size) return
  const from = there < file.size ? there : 0
  const body = yield* open(url, { from, wanted })
  // A server without ranges sends the whole file again.
  let at = body.partial ? from : 0
  yield* disk(handle.seek(BigInt(at), "start"))
  yield* Stream.runForEach(body.bytes, (bytes) => {
    at += bytes.length
    return at > file.size
      ? Effect.fail(failed(wanted, "checksum", `it is longer than the ${file.size} bytes that are listed`))
      : disk(handle.writeAll(bytes))
  })
  if (at < file.size) return yield* failed(wanted, "network", `the connection ended after ${at} of ${file.size} bytes`)
  yield* disk(handle.truncate(file.size))
}, Effect.scoped)

/** The bytes of an address from a place on. */
const open = Effect.fnUntraced(function* (
  url: string,
  { from, wanted }: { readonly from: number; readonly wanted: Wanted },
) {
  // The file's own size is its limit.
  const fetch = asking(yield* FetchHttpClient.Fetch, { wanted, bytes: Infinity, requests: 1 })
  const response = yield* Effect.tryPromise({
    // A compressed answer would have other ranges than the file.
    try: (signal) =>
      fetch(url, {
        signal,
        headers: { "Accept-Encoding": "identity", ...(from > 0 ? { Range: `bytes=${from}-` } : {}) },
      }),
    catch: (error) => unreachable(wanted, error),
  })
  const { ok, status, body, headers } = response
  const given = headers.get("content-range")
  if (!ok || body === null || (status === 206 && !given?.startsWith(`bytes ${from}-`))) {
    yield* Effect.promise(async () => body?.cancel())
    return yield* status === 206
      ? failed(wanted, "network", `asked for bytes from ${from}, and was sent ${given}`)
      : refused(wanted, status)
  }
  const bytes = Stream.fromReadableStream({ evaluate: () => body, onError: (error) => unreachable(wanted, error) })
  return { bytes, partial: status === 206 }
})
