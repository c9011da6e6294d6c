// The model that a command works on: a folder, or the name of one that ships.
import { policyFolder } from "@rlif/core/sample/policy-layer"
import type { Provider } from "@rlif/core/runtime/runtime"
import { Tokenizer } from "@rlif/core/text/tokenizer"
import { Layer } from "effect"
import { shippedFolder, shippedModels } from "../pretrain/shipped.ts"
import { providers } from "./_provider.ts"
import { text } from "./_settings.ts"

/** The setting that names a model. */
export const model = text("base", "model folder, or one that ships: base, instruct")

/** The folder of a model. */
export const modelFolder = (name: string): string => {
  const shipped = shippedModels.find((model) => model === name)
  return shipped === undefined ? name : shippedFolder(shipped)
}

/** What names a model and where it computes. */
interface Which {
  readonly model: string
  readonly provider: Provider
}

/** The policy of a model in this process. */
export const policy = ({ model, provider }: Which) =>
  Layer.provide(policyFolder(modelFolder(model)), providers[provider])

/** The policy with its tokenizer. */
export const textPolicy = (which: Which) => Layer.merge(policy(which), Tokenizer.layerFolder(modelFolder(which.model)))
