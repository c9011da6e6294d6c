import { expect, it } from "@effect/vitest"
import { modelFiles } from "./model_files.ts"

const take = (...paths: ReadonlyArray<string>) =>
  modelFiles(paths.map((path) => ({ path, size: 1, sum: { kind: "git", hex: "0".repeat(40) } }))).map(({ path }) =>
    path
  )

it("takes what loads, and no copy in another format", () => {
  const small = ["config.json", "generation_config.json", "tokenizer.json", "merges.txt", "chat_template.jinja"]
  const rest = [
    ".gitattributes",
    "LICENSE",
    "README.md",
    "pytorch_model.bin",
    "model.gguf",
    "onnx/model.onnx",
    "onnx/config.json",
  ]
  expect(take(...small, ...rest, "model.safetensors", "consolidated.safetensors")).toEqual([
    ...small,
    "model.safetensors",
  ])
})

it("takes shards with their index, only where there is no whole", () => {
  const shards = [
    "model-00001-of-00002.safetensors",
    "model-00002-of-00002.safetensors",
    "model.safetensors.index.json",
  ]
  expect(take(...shards, "pytorch_model.bin.index.json", "adapter.safetensors")).toEqual(shards)
  expect(take(...shards, "model.safetensors")).toEqual(["model.safetensors"])
})

it("takes an adapter alone, whatever weights lie beside it", () => {
  const adapter = ["adapter_config.json", "adapter_model.safetensors", "tokenizer.json"]
  expect(take(...adapter, "adapter_model.bin", "model.safetensors", "README.md")).toEqual(adapter)
})

it("takes an older tokenizer only where there is no other, so that its conversion can be told", () => {
  expect(take("config.json", "tokenizer.model")).toEqual(["config.json", "tokenizer.model"])
  expect(take("tokenizer.json", "tokenizer.model", "vocab.json")).toEqual(["tokenizer.json", "vocab.json"])
})
