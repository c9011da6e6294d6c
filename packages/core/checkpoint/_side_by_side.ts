// Tensors of open files, each read into its place in one slab: at most one piece is in memory twice.
import { totalmem } from "node:os"
import * as Effect from "effect/Effect"
import { slab } from "../runtime/slab.ts"
import { noMemory, type SafetensorsFile } from "./safetensors_file.ts"

/** Reads these tensors, side by side in the order of the names. */
export const sideBySide = Effect.fnUntraced(
  function* (files: ReadonlyArray<SafetensorsFile>, names: ReadonlyArray<string>) {
    const held = new Map(files.flatMap((file) => file.entries.map((entry) => [entry.name, { file, entry }] as const)))
    const places = names.map((name) => held.get(name)!)
    const size = ({ entry }: (typeof places)[number]) => entry.dims.reduce((a, b) => a * b, 4)
    const all = places.reduce((sum, place) => sum + size(place), 0)
    const weights = yield* Effect.try({
      try: () => {
        // Refused beforehand: a hopeless allocation would take the engine seconds of collecting garbage.
        if (all > totalmem()) throw new RangeError()
        return slab(Object.fromEntries(places.map(({ entry: { name, dims } }) => [name, dims])))
      },
      catch: () => {
        const { file, entry } = places.reduce((most, place) => (size(place) > size(most) ? place : most))
        const bytes = size({ file, entry })
        return noMemory({ file: file.file, tensor: entry.name, bytes, others: all - bytes })
      },
    })
    for (const { file, entry } of places) {
      const { data } = weights[entry.name]
      for (let from = 0; from < data.length; from += piece) {
        data.set(yield* file.read(entry, { from, to: Math.min(from + piece, data.length) }), from)
      }
    }
    return weights
  },
)

/** Elements of a piece: large for a disk, small beside any model. */
const piece = 2 ** 20
