import { totalmem } from "node:os"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as PlatformError from "effect/PlatformError"
import { outside } from "./_outside.ts"
import { regular } from "../files/regular.ts"
import { widen } from "./stored.ts"
import { SafetensorsError } from "./checkpoint_error.ts"
import { headerLength, itemSize, parseHeader, weightEntries, type WeightEntry } from "./safetensors_header.ts"

/** An open safetensors file: the header has been read, tensors are read on request. */
export interface SafetensorsFile {
  readonly file: string
  /** The size of the file in bytes. */
  readonly size: number
  /** The bytes before the data, as they stand: the header's length, and the header. */
  readonly head: Uint8Array
  /** The tensors, in the order of their data. */
  readonly entries: ReadonlyArray<WeightEntry>
  /** Elements `from` to `to` of a tensor, flat and widened exactly; by default all elements. */
  readonly read: (
    entry: WeightEntry,
    span?: { readonly from: number; readonly to: number },
  ) => Effect.Effect<Float32Array, SafetensorsError>
}

/**
 * Opens a file of weights while the scope lives. Any range of a tensor can be read, so that no tensor needs to be in memory
 * as a whole. Fails with the errors of `readSafetensors`.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import { openSafetensors } from "@rlif/core/checkpoint/safetensors_file.ts"
 * import { writeSafetensors } from "@rlif/core/checkpoint/safetensors.ts"
 * import { value } from "@rlif/core/graph/value"
 * import { Effect, FileSystem } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const path = `${yield* fs.makeTempDirectoryScoped()}/model.safetensors`
 *   yield* writeSafetensors(path, { scale: value("float32", [4], Float32Array.of(1, 2, 3, 4)) }, { dtype: "BF16" })
 *   const { entries, read } = yield* openSafetensors(path)
 *   return yield* read(entries[0], { from: 1, to: 3 }) // 2, 3
 * })
 * await program.pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), Effect.runPromise)
 * ```
 */
export const openSafetensors = Effect.fn("openSafetensors")(
  function* (file: string) {
    const fs = yield* FileSystem.FileSystem
    const size = yield* Effect.mapError(
      regular(file),
      (why) => new SafetensorsError({ file, tensor: "", message: `Cannot read "${file}": ${why}` }),
    )
    const handle = yield* fs.open(file, { flag: "r" })
    const length = yield* Effect.fromResult(
      headerLength(yield* fill(handle, new Uint8Array(Math.min(size, 8)), 0), { file, size }),
    )
    const start = 8 + length
    const head = yield* fill(handle, new Uint8Array(start), 0)
    const all = yield* Effect.fromResult(parseHeader(head.subarray(8), { file, dataLength: size - start }))
    const entries = yield* Effect.fromResult(weightEntries(all, file))
    const opened: SafetensorsFile = {
      file,
      size,
      head,
      entries,
      read: Effect.fnUntraced(function* ({ name, dtype, begin, end }, span) {
        const width = itemSize[dtype]
        const { from, to } = span ?? { from: 0, to: (end - begin) / width }
        const length = (to - from) * width
        const full = noMemory({ file, tensor: name, bytes: length })
        // Refused beforehand: a hopeless allocation would take the engine seconds of collecting garbage.
        if (length > totalmem()) return yield* full
        const room = <A>(make: () => A) => Effect.try({ try: make, catch: () => full })
        const buffer = yield* room(() => new Uint8Array(length))
        yield* Effect.mapError(fill(handle, buffer, start + begin + from * width), (e) => outside("read", file, e))
        return yield* room(() => widen[dtype](buffer))
      }),
    }
    return opened
  },
  (effect, file) => Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(outside("read", file, error))),
)

/** The error of a tensor that is too large for this machine's memory, or for the memory left beside `others`. */
export const noMemory = (
  { file, tensor, bytes, others = 0 }: {
    readonly file: string
    readonly tensor: string
    readonly bytes: number
    /** Bytes of other tensors that are read at the same time. Default 0. */
    readonly others?: number
  },
): SafetensorsError => {
  const beside = others === 0 ? "" : ` beside ${others} of other weights`
  const message = `Cannot read "${tensor}" of "${file}": there is no memory for its ${bytes} bytes${beside}`
  return new SafetensorsError({ file, tensor, message })
}

/** Fills a buffer, in pieces that one system call can take. */
const fill = Effect.fnUntraced(function* (handle: FileSystem.File, buffer: Uint8Array, position: number) {
  let done = 0
  while (done < buffer.length) {
    const piece = buffer.subarray(done, done + 2 ** 30)
    const count = yield* handle.read(piece, { position: BigInt(position + done) })
    if (count === 0) {
      return yield* Effect.fail(
        PlatformError.systemError({ _tag: "UnexpectedEof", module: "safetensors", method: "read" }),
      )
    }
    done += count
  }
  return buffer
})
