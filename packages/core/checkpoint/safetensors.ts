import { ByteSize, Effect, FileSystem, PlatformError, Result } from "effect"
import { type Value, value } from "../runtime/value.ts"
import { SafetensorsError } from "./checkpoint_error.ts"
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half.ts"
import { type Entry, formatHeader, headerLimit, itemSize, parseHeader } from "./safetensors_header.ts"

/** Weights by checkpoint name, always float32 in memory. */
export type Weights = Readonly<Record<string, Value<"float32">>>

/** The element types that weights are stored in. */
export type WeightDType = "F32" | "F16" | "BF16"

/**
 * The weights in the bytes of a safetensors file. float16 and bfloat16 are widened exactly; float32 is a view of the
 * bytes where they are aligned. Fails on anything that the format forbids (see `parseHeader`) and on integer tensors.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { decodeSafetensors, encodeSafetensors } from "@rlif/core/checkpoint/safetensors"
 * import { value } from "@rlif/core/runtime/value"
 *
 * const weights = { scale: value("float32", [2], Float32Array.of(0.5, -3)) }
 * const bytes = Buffer.concat(encodeSafetensors(weights, { dtype: "BF16" }))
 * Result.getOrThrow(decodeSafetensors(bytes)).scale.data // 0.5, -3
 * ```
 */
export const decodeSafetensors = (bytes: Uint8Array, file = "bytes"): Result.Result<Weights, SafetensorsError> =>
  Result.gen(function* () {
    const length = yield* headerLength(bytes.subarray(0, 8), { file, size: bytes.length })
    const start = 8 + length
    const entries = yield* parseHeader(bytes.subarray(8, start), { file, dataLength: bytes.length - start })
    yield* readable(entries, file)
    return Object.fromEntries(entries.map((e) => [e.name, decode(e, bytes.subarray(start + e.begin, start + e.end))]))
  })

/**
 * A safetensors file as chunks: the header, then each tensor in the order of names. The same weights give the same
 * bytes. Rounds to the nearest even where `dtype` is narrower than float32.
 */
export const encodeSafetensors = (
  weights: Weights,
  { dtype = "F32" }: { readonly dtype?: WeightDType } = {},
): ReadonlyArray<Uint8Array> => {
  const names = Object.keys(weights).sort()
  let position = 0
  const entries = names.map((name): Entry => {
    const { dims, data } = weights[name]
    const begin = position
    position += data.length * itemSize[dtype]
    return { name, dtype, dims, begin, end: position }
  })
  return [formatHeader(entries), ...names.map((name) => bytesOf(narrow[dtype](weights[name].data)))]
}

/** Reads the weights of a file, one tensor at a time: the file is never in memory as a whole. */
export const readSafetensors = Effect.fn("readSafetensors")(
  function* (file: string) {
    const fs = yield* FileSystem.FileSystem
    const handle = yield* fs.open(file, { flag: "r" })
    const size = ByteSize.toNumberUnsafe((yield* handle.stat).size)
    const length = yield* Effect.fromResult(headerLength(yield* read(handle, 0, Math.min(size, 8)), { file, size }))
    const start = 8 + length
    const json = yield* read(handle, 8, length)
    const entries = yield* Effect.fromResult(parseHeader(json, { file, dataLength: size - start }))
    yield* Effect.fromResult(readable(entries, file))
    const weights: Array<[string, Value<"float32">]> = []
    for (const entry of entries) {
      const bytes = yield* read(handle, start + entry.begin, entry.end - entry.begin)
      weights.push([entry.name, decode(entry, bytes)])
    }
    return Object.fromEntries(weights) as Weights
  },
  Effect.scoped,
  (effect, file) => Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(outside("read", file, error))),
)

/** Writes weights to a file, replacing it. */
export const writeSafetensors = Effect.fn("writeSafetensors")(
  function* (file: string, weights: Weights, options: { readonly dtype?: WeightDType } = {}) {
    const fs = yield* FileSystem.FileSystem
    const handle = yield* fs.open(file, { flag: "w" })
    for (const chunk of encodeSafetensors(weights, options)) yield* handle.writeAll(chunk)
    yield* handle.sync
  },
  Effect.scoped,
  (effect, file) => Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(outside("write", file, error))),
)

/** The first 8 bytes -> how long the header is, if the file is long enough to hold it. */
const headerLength = (
  bytes: Uint8Array,
  { file, size }: { readonly file: string; readonly size: number },
): Result.Result<number, SafetensorsError> => {
  const fail = (why: string) =>
    Result.fail(new SafetensorsError({ file, tensor: "", message: `Cannot read "${file}": ${why}` }))
  if (size < 8) return fail(`truncated, ${size} bytes are no safetensors file`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > headerLimit) return fail(`a header of ${length} bytes is over the limit of ${headerLimit}`)
  if (length > size - 8) return fail(`truncated, the header takes ${length} bytes and ${size - 8} are left`)
  return Result.succeed(length)
}

/** Weights are floats: whatever else a header may hold is no weight. */
const readable = (entries: ReadonlyArray<Entry>, file: string): Result.Result<void, SafetensorsError> => {
  const wrong = entries.find((e) => !Object.hasOwn(widen, e.dtype))
  return wrong === undefined ? Result.succeed(undefined) : Result.fail(
    new SafetensorsError({
      file,
      tensor: wrong.name,
      message: `Cannot read "${wrong.name}" of "${file}": dtype ${wrong.dtype} is not one of F32, F16, BF16`,
    }),
  )
}

const widen: { readonly [D in WeightDType]: (bytes: Uint8Array) => Float32Array } = {
  F32: (bytes) => {
    const at = aligned(bytes, 4)
    return new Float32Array(at.buffer, at.byteOffset, at.length / 4)
  },
  F16: (bytes) => fromFloat16(words(bytes)),
  BF16: (bytes) => fromBfloat16(words(bytes)),
}

const narrow: { readonly [D in WeightDType]: (data: Float32Array) => Float32Array | Uint16Array } = {
  F32: (data) => data,
  F16: toFloat16,
  BF16: toBfloat16,
}

const decode = (entry: Entry, bytes: Uint8Array): Value<"float32"> =>
  value("float32", entry.dims, widen[entry.dtype as WeightDType](bytes))

const words = (bytes: Uint8Array): Uint16Array => {
  const at = aligned(bytes, 2)
  return new Uint16Array(at.buffer, at.byteOffset, at.length / 2)
}

/** The bytes themselves where they start at a multiple of `size`, else a copy that does. */
const aligned = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes)

const bytesOf = (data: Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** Reads exactly `length` bytes, in pieces that one system call can take. */
const read = Effect.fnUntraced(function* (handle: FileSystem.File, position: number, length: number) {
  const buffer = new Uint8Array(length)
  let done = 0
  while (done < length) {
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

const outside = (action: string, file: string, error: PlatformError.PlatformError) =>
  new SafetensorsError({ file, tensor: "", message: `Cannot ${action} "${file}": ${error.message}` })
