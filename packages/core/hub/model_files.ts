import { adapterFiles } from "../checkpoint/adapter.ts"
import type { RepoFile } from "./listing.ts"

/**
 * The files of a model's repository that make a model folder: configuration, tokenizer and chat template as they lie at its
 * root, and the weights in safetensors, in one file where there is one, else in shards. Of an adapter, which names its model,
 * the adapter alone. Copies in other formats stay there.
 *
 * @example
 * ```ts
 * import { modelFiles } from "@rlif/core/hub"
 *
 * const file = (path: string) => ({ path, size: 1, sum: { kind: "git", hex: "0".repeat(40) } }) as const
 * const all = ["config.json", "model.safetensors", "pytorch_model.bin", "onnx/config.json", "README.md"].map(file)
 * modelFiles(all).map(({ path }) => path) // ["config.json", "model.safetensors"]
 * ```
 *
 * @since 0.1.0
 */
export const modelFiles = (files: ReadonlyArray<RepoFile>): ReadonlyArray<RepoFile> => {
  const has = (name: string) => files.some(({ path }) => path === name)
  const weights = has(adapterFiles.config)
    ? /^adapter_model\.safetensors$/
    : has("model.safetensors")
    ? /^model\.safetensors$/
    : /^model-\d+-of-\d+\.safetensors$|^model\.safetensors\.index\.json$/
  return files.filter(({ path }) =>
    weights.test(path) || (/^[^/]+\.(json|txt|jinja)$/.test(path) && !path.endsWith(".index.json")) ||
    // Who loads it says how to convert it.
    (path === "tokenizer.model" && !has("tokenizer.json"))
  )
}
