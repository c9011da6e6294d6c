// Small model folders for tests.
import { Effect, FileSystem } from "effect"
import { random } from "../random/seed.ts"
import { value } from "../graph/value.ts"
import { formatJson } from "../files/json_file.ts"
import { type Weights, writeSafetensors } from "../checkpoint/safetensors.ts"
import type { WeightDType } from "../checkpoint/safetensors_header.ts"

/** Normal numbers in tensors of these shapes. */
export const weightsOfShapes = (shapes: Readonly<Record<string, ReadonlyArray<number>>>, seed: number): Weights => {
  const { normal } = random(seed)
  return Object.fromEntries(
    Object.entries(shapes).map(([name, dims]) => {
      const count = dims.reduce((a, b) => a * b, 1)
      return [name, value("float32", dims, Float32Array.from({ length: count }, normal))]
    }),
  )
}

/** Writes a folder with one file of weights, and others: text as it is, anything else as JSON. */
export const writeModel = Effect.fnUntraced(function* (
  directory: string,
  { weights, dtype = "F32", files = {} }: {
    readonly weights: Weights
    readonly dtype?: WeightDType
    readonly files?: Readonly<Record<string, unknown>>
  },
) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(directory, { recursive: true })
  yield* writeSafetensors(`${directory}/model.safetensors`, weights, { dtype })
  for (const [name, content] of Object.entries({ "config.json": {}, ...files })) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : formatJson(content)
    yield* fs.writeFile(`${directory}/${name}`, bytes)
  }
  return directory
})

/** The files of a folder by name. */
export const readFolder = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const names = (yield* fs.readDirectory(directory)).sort()
  const contents = yield* Effect.forEach(names, (name) => fs.readFile(`${directory}/${name}`))
  return Object.fromEntries(names.map((name, i) => [name, contents[i]]))
})
