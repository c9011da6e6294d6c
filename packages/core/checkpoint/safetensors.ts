import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import { type Value, value } from "../graph/value.ts"
import { outside } from "./_outside.ts"
import { narrow, widen } from "./stored.ts"
import type { SafetensorsError } from "./checkpoint_error.ts"
import { openSafetensors, type SafetensorsFile } from "./safetensors_file.ts"
import {
  type Entry,
  formatHeader,
  headerLength,
  itemSize,
  parseHeader,
  type WeightDType,
  weightEntries,
} from "./safetensors_header.ts"

/**
 * Weights by checkpoint name, always float32 in memory.
 * @stability unstable
 * @since 0.1.0
 */
export type Weights = Readonly<Record<string, Value<"float32">>>

/**
 * The weights in the bytes of a safetensors file. float16 and bfloat16 are widened exactly; float32 is a view of the
 * bytes where they are aligned. Fails on anything that the format forbids (see `parseHeader`) and on integer tensors.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { decodeSafetensors, encodeSafetensors } from "@rlif/core/checkpoint/safetensors.ts"
 * import { value } from "@rlif/core/graph/value"
 *
 * const weights = { scale: value("float32", [2], Float32Array.of(0.5, -3)) }
 * const bytes = Buffer.concat(encodeSafetensors(weights, { dtype: "BF16" }))
 * Result.getOrThrow(decodeSafetensors(bytes)).scale.data // 0.5, -3
 * ```
 * @stability unstable
 * @since 0.1.0
 */
export const decodeSafetensors = (bytes: Uint8Array, file = "bytes"): Result.Result<Weights, SafetensorsError> =>
  Result.gen(function* () {
    const length = yield* headerLength(bytes.subarray(0, 8), { file, size: bytes.length })
    const start = 8 + length
    const entries = yield* parseHeader(bytes.subarray(8, start), { file, dataLength: bytes.length - start })
    const weights = (yield* weightEntries(entries, file)).map(({ name, dtype, dims, begin, end }) =>
      [name, value("float32", dims, widen[dtype](bytes.subarray(start + begin, start + end)))] as const
    )
    return Object.fromEntries(weights)
  })

/**
 * A safetensors file as chunks: the header, then each tensor in the order of names. The same weights give the same
 * bytes. Rounds to nearest even if `dtype` is narrower than float32.
 * @stability unstable
 * @since 0.1.0
 */
export const encodeSafetensors = (
  weights: Weights,
  { dtype = "F32" }: { readonly dtype?: WeightDType } = {},
): ReadonlyArray<Uint8Array> => [...chunks(weights, dtype)]

/** The chunks of a safetensors file; each tensor is rounded when its chunk is taken. */
function* chunks(weights: Weights, dtype: WeightDType) {
  const names = Object.keys(weights).sort()
  let position = 0
  const entries = names.map((name): Entry => {
    const { dims, data } = weights[name]
    const begin = position
    position += data.length * itemSize[dtype]
    return { name, dtype, dims, begin, end: position }
  })
  yield formatHeader(entries)
  for (const name of names) yield narrow[dtype](weights[name].data)
}

/**
 * All weights of an open file, read one tensor after the other.
 * @stability unstable
 * @since 0.1.0
 */
export const weightsOf = Effect.fnUntraced(function* ({ entries, read }: SafetensorsFile) {
  const weights: Array<[string, Value<"float32">]> = []
  for (const entry of entries) {
    weights.push([entry.name, value("float32", entry.dims, yield* read(entry))])
  }
  return Object.fromEntries(weights)
})

/**
 * Reads the weights of a file, one tensor at a time: the file is never in memory as a whole.
 * @stability unstable
 * @since 0.1.0
 */
export const readSafetensors = Effect.fn("readSafetensors")(
  (file: string) => Effect.flatMap(openSafetensors(file), weightsOf),
  Effect.scoped,
)

/**
 * Writes weights to a file, one tensor at a time, replacing it.
 * @stability unstable
 * @since 0.1.0
 */
export const writeSafetensors = Effect.fn("writeSafetensors")(
  function* (file: string, weights: Weights, { dtype = "F32" }: { readonly dtype?: WeightDType } = {}) {
    const fs = yield* FileSystem.FileSystem
    const handle = yield* fs.open(file, { flag: "w" })
    for (const chunk of chunks(weights, dtype)) {
      // In pieces that one system call can take.
      for (let from = 0; from < chunk.length; from += piece) yield* handle.writeAll(chunk.subarray(from, from + piece))
    }
    yield* handle.sync
  },
  Effect.scoped,
  (effect, file) => Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(outside("write", file, error))),
)

const piece = 2 ** 30
