import { Effect, Path, Schema } from "effect"
import { folderError } from "./_folder_error.ts"
import { has } from "./_has.ts"
import { readFields } from "./_read_fields.ts"
import { SafetensorsError } from "./checkpoint_error.ts"
import { openSafetensors, type SafetensorsFile } from "./safetensors_file.ts"

/** One file of weights, open, and its name in the folder. */
export interface WeightFile extends SafetensorsFile {
  readonly name: string
}

/** The weights of a model folder, open: each tensor is in one file. */
export interface WeightFiles {
  readonly files: ReadonlyArray<WeightFile>
  /** Names of what else belongs to them: the index of shards. */
  readonly others: ReadonlyArray<string>
}

const whole = "model.safetensors"

/** Says which shard holds which tensor. */
const index = "model.safetensors.index.json"

const Index = Schema.Struct({ weight_map: Schema.Record(Schema.String, Schema.String) })

/** Opens the weights of a folder, in one file or in shards. */
export const openWeights = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const opened: WeightFiles = (yield* has(directory, whole))
    ? { files: [{ name: whole, ...yield* openSafetensors(path.join(directory, whole)) }], others: [] }
    : (yield* has(directory, index))
    ? { files: yield* openShards(directory), others: [index] }
    : yield* Effect.fail(folderError("read", directory, `it holds neither "${whole}" nor "${index}"`))
  return opened
})

/** The shards of a checkpoint: each holds what the index says, and lies in the folder itself. */
const openShards = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const file = path.join(directory, index)
  const { weight_map: shardOf } = yield* readFields(Index, file)
  const shards = [...new Set(Object.values(shardOf))]
  const outside = shards.find((shard) => !/^[^/\\]+\.safetensors$/.test(shard))
  if (outside !== undefined) {
    return yield* Effect.fail(
      folderError("read", file, `"${outside}" is not the name of a safetensors file in the folder`),
    )
  }
  return yield* Effect.forEach(
    shards,
    Effect.fnUntraced(function* (shard) {
      const opened = yield* openSafetensors(path.join(directory, shard))
      const held = new Set(opened.entries.map(({ name }) => name))
      const listed = Object.keys(shardOf).filter((name) => shardOf[name] === shard)
      const stray = listed.find((name) => !held.has(name)) ?? [...held].find((name) => shardOf[name] !== shard)
      if (stray === undefined) return { name: shard, ...opened }
      const why = held.has(stray) ? "the index does not list it there" : "the index lists what is not there"
      return yield* new SafetensorsError({
        file,
        tensor: stray,
        message: `Cannot read "${stray}" of "${shard}": ${why}`,
      })
    }),
  )
})
