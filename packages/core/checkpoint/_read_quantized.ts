// Tensors of open files, read as integers: at most one tensor is in memory in its full width.
import * as Effect from "effect/Effect"
import { quantize } from "../model/quantize.ts"
import { type Value, value } from "../graph/value.ts"
import type { SafetensorsFile } from "./safetensors_file.ts"

/** Reads the tensors that are keys of `scales`, and gives integers under those names and scales under `scales`' values. */
export const readQuantized = Effect.fnUntraced(
  function* (files: ReadonlyArray<SafetensorsFile>, scales: Readonly<Record<string, string>>) {
    const values: Record<string, Value> = {}
    for (const { entries, read } of files) {
      for (const entry of entries.filter(({ name }) => Object.hasOwn(scales, name))) {
        const { weight, scale } = quantize(value("float32", entry.dims, yield* read(entry)))
        values[entry.name] = weight
        values[scales[entry.name]] = scale
      }
    }
    return values
  },
)
