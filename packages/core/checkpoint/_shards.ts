import { Effect, Path, Result, Schema } from "effect"
import { folderError } from "./_folder_error.ts"
import { ConfigError, SafetensorsError } from "./checkpoint_error.ts"
import { decodeFields } from "./decode_fields.ts"
import { readJson } from "./json_file.ts"
import { readSafetensors, type Weights } from "./safetensors.ts"

/** Says which shard holds which tensor. */
export const index = "model.safetensors.index.json"

const Index = Schema.Struct({ weight_map: Schema.Record(Schema.String, Schema.String) })

/** The weights of a sharded checkpoint: each shard holds what the index says, and lies in the folder itself. */
export const readShards = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const file = path.join(directory, index)
  const decoded = decodeFields(Index, yield* readJson(file))
  if (Result.isFailure(decoded)) {
    const { field, message } = decoded.failure
    return yield* new ConfigError({ file, field, message: `Cannot read "${field}" of "${file}": ${message}` })
  }
  const shardOf = decoded.success.weight_map
  const weights: Array<[string, Weights[string]]> = []
  const shards = [...new Set(Object.values(shardOf))]
  const outside = shards.find((shard) => !/^[^/\\]+\.safetensors$/.test(shard))
  if (outside !== undefined) {
    return yield* Effect.fail(
      folderError("read", file, `"${outside}" is not the name of a safetensors file in the folder`),
    )
  }
  for (const shard of shards) {
    const held = yield* readSafetensors(path.join(directory, shard))
    const listed = Object.keys(shardOf).filter((name) => shardOf[name] === shard)
    const stray = listed.find((name) => !Object.hasOwn(held, name)) ??
      Object.keys(held).find((name) => shardOf[name] !== shard)
    if (stray !== undefined) {
      const why = Object.hasOwn(held, stray) ? "the index does not list it there" : "the index lists what is not there"
      return yield* new SafetensorsError({
        file,
        tensor: stray,
        message: `Cannot read "${stray}" of "${shard}": ${why}`,
      })
    }
    weights.push(...Object.entries(held))
  }
  return Object.fromEntries(weights) as Weights
})
