import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { holds, narrow } from "../checkpoint/stored.ts"
import { SafetensorsError } from "../checkpoint/checkpoint_error.ts"
import type { SafetensorsFile } from "../checkpoint/safetensors_file.ts"
import type { WeightEntry } from "../checkpoint/safetensors_header.ts"

/** A tensor and the open file that holds it. */
export interface Held {
  readonly held: SafetensorsFile
  readonly entry: WeightEntry
}

/** Elements in memory at once: 4 MiB of each model as float32. */
const piece = 2 ** 20

/** `(1 - a) x_i + a y_i`, each operation rounded to float32. */
export const mixed = (x: Float32Array, y: Float32Array, ratio: number): Float32Array => {
  const a = Math.fround(ratio)
  const rest = Math.fround(1 - a)
  const out = new Float32Array(x.length)
  for (let i = 0; i < x.length; i++) out[i] = Math.fround(rest * x[i]) + Math.fround(a * y[i])
  return out
}

/**
 * Writes a file of weights that has the header of `base`, so its tensors, their types and their order, and in each
 * tensor the mix with the one of the same name in another model. Fails where a type cannot hold a mix.
 */
export const writeMixed = Effect.fnUntraced(
  function* (
    file: string,
    base: SafetensorsFile,
    { ratio, other }: { readonly ratio: number; readonly other: ReadonlyMap<string, Held> },
  ) {
    const fs = yield* FileSystem.FileSystem
    const handle = yield* fs.open(file, { flag: "wx" })
    yield* handle.writeAll(base.head)
    for (const entry of base.entries) {
      const { held, entry: theirs } = other.get(entry.name)!
      const count = entry.dims.reduce((a, b) => a * b, 1)
      for (let from = 0; from < count; from += piece) {
        const span = { from, to: Math.min(from + piece, count) }
        const mix = mixed(yield* base.read(entry, span), yield* held.read(theirs, span), ratio)
        if (!holds(entry.dtype, mix)) {
          const message = `Cannot mix "${entry.name}" of "${base.file}": not finite in ${entry.dtype}`
          return yield* new SafetensorsError({ file: base.file, tensor: entry.name, message })
        }
        yield* handle.writeAll(narrow[entry.dtype](mix))
      }
    }
    yield* handle.sync
  },
  Effect.scoped,
)
