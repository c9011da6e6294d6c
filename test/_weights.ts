// The weights of a policy, as it saves them, and how updates have changed them.
import { decodeSafetensors } from "@rlif/core/checkpoint/safetensors.ts"
import type { Values } from "@rlif/core/graph/value"
import { Policy } from "@rlif/core/policy"
import { Effect, FileSystem, Result } from "effect"

/** The weights that the policy has now. */
export const savedWeights = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const directory = yield* files.makeTempDirectoryScoped()
  yield* (yield* Policy).save(directory)
  const bytes = yield* files.readFile(`${directory}/model.safetensors`)
  return Result.getOrThrow(decodeSafetensors(bytes, "model.safetensors")) as Values
})

/** What was added to every weight, in the order of `before`. */
export const change = (before: Values, after: Values): Float64Array =>
  Float64Array.from(
    Object.entries(before).flatMap(([name, { data }]) =>
      Array.from(data, (x, i) => Number(after[name].data[i]) - Number(x))
    ),
  )
