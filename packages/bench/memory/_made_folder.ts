// A model folder of Qwen2.5-0.5B's shape, with random weights in bfloat16 and a tokenizer of bytes.
import { encodeConfig } from "@rlif/core/checkpoint/config"
import { toBfloat16 } from "@rlif/core/checkpoint/half.ts"
import { formatJson } from "@rlif/core/files/json-file"
import { formatHeader } from "@rlif/core/checkpoint/safetensors_header.ts"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { architectures } from "@rlif/core/model/architectures.ts"
import { random, seed } from "@rlif/core/random/seed"
import { Effect, FileSystem } from "effect"

const end = "<|endoftext|>"

/** Writes it into a folder that exists. */
export const writeFolder = Effect.fnUntraced(function* (
  directory: string,
  { layers, vocab }: { readonly layers: number; readonly vocab: number },
) {
  const fs = yield* FileSystem.FileSystem
  const config: ModelConfig = {
    architecture: "qwen2",
    vocab,
    width: 896,
    inner: 4864,
    layers,
    heads: 14,
    keyHeads: 2,
    headWidth: 64,
    epsilon: 1e-6,
    theta: 1e6,
    tied: true,
    maxPositions: 32_768,
  }
  const write = (name: string, json: object) => fs.writeFile(`${directory}/${name}`, formatJson(json))
  yield* write("config.json", { ...encodeConfig({ config, endTokens: [] }), torch_dtype: "bfloat16" })
  yield* write("tokenizer.json", tokenizer)
  yield* write("tokenizer_config.json", { tokenizer_class: "PreTrainedTokenizerFast", eos_token: end, pad_token: end })
  yield* writeWeights(`${directory}/model.safetensors`, config)
}, Effect.scoped)

/**
 * Weights of the right spread, made fast: stretches of one block of normals, from places that are drawn. They repeat, which
 * is nothing to whoever counts bytes and seconds.
 */
const writeWeights = Effect.fnUntraced(function* (file: string, config: ModelConfig) {
  const handle = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.open(file, { flag: "w" }))
  const { normal, integer } = random(seed(0, "memory"))
  const normals = toBfloat16(Float32Array.from({ length: block }, () => 0.02 * normal()))
  const ones = toBfloat16(new Float32Array(config.width).fill(1))
  let position = 0
  const entries = Object.entries(architectures.qwen2.parameters(config)).map(([name, dims]) => {
    const begin = position
    position += dims.reduce((a, b) => a * b, 2)
    return { name, dtype: "BF16" as const, dims, begin, end: position }
  })
  yield* handle.writeAll(formatHeader(entries))
  for (const { name, begin, end } of entries) {
    const source = name.endsWith("norm.weight") ? ones : normals
    for (let left = (end - begin) / 2; left > 0;) {
      const length = Math.min(left, source.length)
      const from = source === ones ? 0 : integer(source.length - length + 1)
      yield* handle.writeAll(new Uint8Array(source.buffer, 2 * from, 2 * length))
      left -= length
    }
  }
})

const block = 2 ** 20

// A letter a byte: GPT-2 writes bytes that are no printable letters as letters from 256 on.
const letters = Array.from({ length: 256 }, (_, byte) => byte).map((byte, _, all) => {
  const plain = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
  return String.fromCodePoint(plain(byte) ? byte : 256 + all.slice(0, byte).filter((byte) => !plain(byte)).length)
})

const tokenizer = {
  version: "1.0",
  added_tokens: [{ id: 256, content: end, special: true, normalized: false }],
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
  post_processor: null,
  decoder: { type: "ByteLevel" },
  model: { type: "BPE", vocab: Object.fromEntries(letters.map((letter, id) => [letter, id])), merges: [] },
}
