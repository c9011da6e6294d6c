// Two updates of a small random model with the whole vocabulary of each published tokenizer.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { saveFolder } from "@rlif/core/checkpoint/folder"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import { Effect } from "effect"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { invoke, newFolder } from "../../packages/trainer/testing/invoke.ts"
import { filesOf, published } from "./_expected.ts"

/** Rows beyond the tokenizer's, as the published models have them. */
const models: Readonly<Record<typeof published[number], Partial<ModelConfig>>> = {
  qwen3: { architecture: "qwen3", vocab: 151_936, tied: true },
  qwen2_5: { architecture: "qwen2", vocab: 151_936, tied: true },
  llama3_1: { architecture: "llama", vocab: 128_256, tied: true },
  llama2: { architecture: "llama", vocab: 32_000, tied: false },
}
const ends = {
  qwen3: '"<|im_end|>" (151645)',
  qwen2_5: '"<|im_end|>" (151645)',
  llama3_1: '"<|eot_id|>" (128009)',
  llama2: '"</s>" (2)',
}

it.each(published)("%s", { timeout: 240_000 }, async (name) => {
  const folder = newFolder()
  const { tokenizer, config } = filesOf(name)
  const bytes = (value: object) => new TextEncoder().encode(JSON.stringify(value))
  const { config: shape, weights } = tinyModel({ ...models[name], maxPositions: 512 })
  await saveFolder(folder, {
    config: shape,
    parameters: weights,
    // Only the tokenizer names one.
    endTokens: [],
    files: { "tokenizer.json": bytes(tokenizer), "tokenizer_config.json": bytes(config) },
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
  const data = join(folder, "data.jsonl")
  const rows = ["Natalia sold 48 clips.", "七つの林檎", "½ + ¼ = 🙂", "naïve\r\n\tcafé"]
  writeFileSync(data, rows.map((problem) => `${JSON.stringify({ problem, gold: "1" })}\n`).join(""))

  const out = join(folder, "run")
  const sizes = ["--steps", "2", "--problems", "2", "--completions", "2", "--max-tokens", "4", "--eval-problems", "0"]
  const chat = "chat_template" in config ? ["--chat"] : []
  const { ok, stdout, stderr } = await invoke(
    "train",
    "--model",
    folder,
    "--data",
    data,
    ...sizes,
    ...chat,
    "--out",
    out,
  )
  expect([ok, stderr]).toEqual([true, ""])
  expect(stdout).toContain(`Completions end at ${ends[name]}`)
  const metrics = readFileSync(join(out, "metrics.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))
  expect(metrics.map(({ step, grad_norm }) => [step, grad_norm > 0])).toEqual([[1, true], [2, true]])
  expect(existsSync(join(out, "final/tokenizer.json"))).toBe(true)
})
