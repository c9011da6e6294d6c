import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { folderError } from "../files/folder_error.ts"
import { has } from "../files/has.ts"
import { listed } from "../files/quote.ts"
import { readFields } from "./read_fields.ts"
import { checkFolder } from "../files/regular.ts"
import { SafetensorsError } from "./checkpoint_error.ts"
import { reasonOf } from "../files/reason.ts"
import { openSafetensors, type SafetensorsFile } from "./safetensors_file.ts"

/** One file of weights, open, and its name in the folder. */
export interface WeightFile extends SafetensorsFile {
  readonly name: string
}

/** The weights of a model folder, open: each tensor is in one file. */
export interface WeightFiles {
  readonly files: ReadonlyArray<WeightFile>
  /** Names of further files that belong to the weights: the index of shards. */
  readonly others: ReadonlyArray<string>
}

/** The weights in one file. */
export const whole = "model.safetensors"

/** The name of the index, which maps each tensor to its shard. */
export const index = "model.safetensors.index.json"

const Index = Schema.Struct({ weight_map: Schema.Record(Schema.String, Schema.String) })

/** Opens the weights of a folder, in one file or in shards. */
export const openWeights = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  yield* checkFolder(directory)
  const [one, many] = [yield* has(directory, whole), yield* has(directory, index)]
  if (one && many) return yield* folderError("read", directory, `both "${whole}" and "${index}" are there`)
  const opened: WeightFiles = one
    ? { files: [{ name: whole, ...yield* openSafetensors(path.join(directory, whole)) }], others: [] }
    : many
    ? { files: yield* openShards(directory), others: [index] }
    : yield* noWeights(directory)
  return opened
})

const noWeights = Effect.fnUntraced(function* (directory: string) {
  const pickled = (yield* namesIn(directory)).find((name) =>
    /^(pytorch_model|consolidated|model)\b.*\.(bin|pth?)$/.test(name)
  )
  const why = pickled === undefined
    ? `it holds neither "${whole}" nor "${index}"`
    : `"${pickled}" is a pickle, which may hold programs and is not read: convert it to safetensors`
  return yield* folderError("read", directory, why)
})

const namesIn = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* Effect.mapError(fs.readDirectory(directory), (error) => folderError("read", directory, reasonOf(error)))
})

/** The shards of a checkpoint. Each lies in the folder itself and holds exactly the index's tensors. */
const openShards = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const file = path.join(directory, index)
  const said = new Map(Object.entries((yield* readFields(Index, file)).weight_map))
  const shards = [...new Set(said.values())]
  const outside = shards.find((shard) => !/^[^/\\\0]+\.safetensors$/.test(shard))
  if (outside !== undefined) {
    const why = `${JSON.stringify(outside)} is not the name of a safetensors file in the folder`
    return yield* folderError("read", file, why)
  }
  const there = new Set(yield* namesIn(directory))
  const missing = shards.filter((shard) => !there.has(shard)).map((shard) => `"${shard}"`)
  if (missing.length > 0) {
    return yield* folderError("read", file, `the folder lacks ${listed(missing)}`)
  }
  const opened = yield* Effect.forEach(
    shards,
    (name) => Effect.map(openSafetensors(path.join(directory, name)), (shard): WeightFile => ({ name, ...shard })),
  )
  const held = Map.groupBy(
    opened.flatMap(({ name, entries }) => entries.map((entry) => ({ shard: name, tensor: entry.name }))),
    ({ tensor }) => tensor,
  )
  for (const tensor of new Set([...said.keys(), ...held.keys()])) {
    const [listing, holders] = [said.get(tensor), (held.get(tensor) ?? []).map(({ shard }) => shard)]
    if (holders.length === 1 && holders[0] === listing) continue
    const places = (names: ReadonlyArray<string>) => names.map((name) => `"${name}"`).join(" and ") || "no file"
    const why = `listed in ${places(listing === undefined ? [] : [listing])}, held by ${places(holders)}`
    return yield* new SafetensorsError({ file, tensor, message: `Cannot read "${tensor}" of "${file}": ${why}` })
  }
  return opened
})
