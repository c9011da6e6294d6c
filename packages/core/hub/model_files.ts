import { adapterFiles } from "../checkpoint/adapter.ts"
import type { RepoFile } from "./listing.ts"

/**
 * The files of a model's repository that make a model folder: configuration, tokenizer and chat template at the repository's
 * root, and the weights in safetensors, in one file if there is one, else in shards. For an adapter, the adapter's files
 * alone. Copies of the weights in other formats are left out.
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
    // Loading reports a pickle with the way to convert it.
    (path === "tokenizer.model" && !has("tokenizer.json"))
  )
}
