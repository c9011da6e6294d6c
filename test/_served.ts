// A model and a data set for a server that speaks the hub's protocol, in their true formats.
import { encodeConfig } from "@rlif/core/checkpoint/config"
import { encodeSafetensors } from "@rlif/core/checkpoint/safetensors.ts"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import { parquetWriteBuffer } from "hyparquet-writer"
import type { Served } from "../packages/core/testing/hub_server.ts"
import { chatFiles } from "../packages/core/testing/chat_files.ts"

const { config, weights } = tinyModel({
  architecture: "qwen2",
  vocab: 270, // padded beyond the tokenizer's 262, as most are
  tied: true,
  maxPositions: 160,
})

/** Half of the weights in each of two shards, in bfloat16, and the index that says where. */
const shards = () => {
  const names = Object.keys(weights)
  const halves = [names.slice(0, names.length / 2), names.slice(names.length / 2)]
  const files = halves.map((half, i) => {
    const bytes = encodeSafetensors(Object.fromEntries(half.map((name) => [name, weights[name]])), { dtype: "BF16" })
    return [`model-0000${i + 1}-of-00002.safetensors`, Buffer.concat(bytes)] as const
  })
  const map = Object.fromEntries(halves.flatMap((half, i) => half.map((name) => [name, files[i][0]])))
  return {
    ...Object.fromEntries(files),
    "model.safetensors.index.json": JSON.stringify({ metadata: {}, weight_map: map }),
  }
}
/** A model of the Qwen2 family, too small to be one. */
export const model: Served = {
  kind: "model",
  name: "tiny-org/Tiny-0.1B",
  files: {
    "README.md": "# Tiny",
    "config.json": JSON.stringify(encodeConfig({ config, endTokens: [261] })),
    // Several end tokens, which count before the one of config.json.
    "generation_config.json": JSON.stringify({ eos_token_id: [261, 259], temperature: 0.7 }),
    "tokenizer.json": JSON.stringify(chatFiles.tokenizer),
    "tokenizer_config.json": JSON.stringify(chatFiles.config),
    ...shards(),
    "original/consolidated.00.pth": "pickled",
  },
}

const sums = (from: number, n: number) => Array.from({ length: n }, (_, i) => [i + from, i + 1] as const)
const table = (rows: ReadonlyArray<readonly [number, number]>) =>
  new Uint8Array(parquetWriteBuffer({
    columnData: [
      { name: "question", data: rows.map(([a, b]) => `How many are ${a} and ${b}?`), type: "STRING" },
      {
        name: "answer",
        data: rows.map(([a, b]) => `${a} + ${b} = <<${a}+${b}=${a + b}>>\n#### ${a + b}`),
        type: "STRING",
      },
    ],
  }))
/** Sums as GSM8K has its problems. */
export const data: Served = {
  kind: "dataset",
  name: "tiny-org/sums",
  files: {
    "main/train-00000-of-00002.parquet": table(sums(1, 5)),
    "main/train-00001-of-00002.parquet": table(sums(20, 5)),
    "main/test-00000-of-00001.parquet": table(sums(50, 4)),
    "other/test.jsonl": '{"question": "p", "answer": 1}\n{"question": "q"}\n',
  },
}
