// The model that a command works on: a folder, the name of one that ships, or that of one on a hub.
import { modelFiles } from "@rlif/core/hub/model-files"
import { parseRepo } from "@rlif/core/hub/repo"
import { policyFolder } from "@rlif/core/sample/policy-layer"
import type { Provider } from "@rlif/core/runtime/runtime"
import { Tokenizer } from "@rlif/core/text/tokenizer"
import { Effect, FileSystem, Layer } from "effect"
import { shippedFolder, shippedModels } from "../pretrain/shipped.ts"
import { fetched, orElse } from "./_fetched.ts"
import { providers } from "./_provider.ts"
import { text } from "./_settings.ts"

/** The setting that names a model. */
export const model = text(
  "base",
  "model folder, one that ships (base, instruct), or one of a hub: owner/name[@revision]",
)

/** The folder of a model: a name of a hub stands for one in its cache, unless there is a folder of this name. */
export const modelFolder = Effect.fnUntraced(function* (name: string) {
  const shipped = shippedModels.find((model) => model === name)
  if (shipped !== undefined) return shippedFolder(shipped)
  const fs = yield* FileSystem.FileSystem
  const repo = parseRepo(name)
  if (repo === undefined || (yield* Effect.orElseSucceed(fs.exists(name), () => false))) return name
  const { folder } = yield* fetched(repo, (files) => Effect.succeed(modelFiles(files))).pipe(
    orElse(`there is no folder "${name}"`),
  )
  return folder
})

/** What names a model and where it computes. */
interface Which {
  readonly model: string
  readonly provider: Provider
}

/** The policy of a model in this process. */
export const policy = ({ model, provider }: Which) =>
  Layer.unwrap(Effect.map(modelFolder(model), policyFolder)).pipe(Layer.provide(providers[provider]))

/** The policy with its tokenizer. */
export const textPolicy = ({ model, provider }: Which) =>
  Layer.unwrap(
    Effect.map(modelFolder(model), (folder) =>
      Layer.merge(Layer.provide(policyFolder(folder), providers[provider]), Tokenizer.layerFolder(folder))),
  )
