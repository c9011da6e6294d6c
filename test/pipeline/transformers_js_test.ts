// What `saveOnnx` writes, loaded by Transformers.js: the same logits as the reference, the same tokens as our sampler.
import { logprob } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import type { Folder } from "@rlif/core/checkpoint/folder"
import { type OnnxOptions, saveOnnx } from "@rlif/core/export/save-onnx"
import { random } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { value } from "@rlif/core/graph/value"
import { Tokenizer } from "@rlif/core/text"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Effect } from "effect"
import { mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { furthest, names, oracle } from "./_oracle.ts"
import { greedy, model, padded, tokenizer } from "./_transformers_js.ts"

const run = <A, E>(effect: Effect.Effect<A, E, NodeServices.NodeServices>) =>
  effect.pipe(Effect.provide(NodeServices.layer), Effect.runPromise)

const exported = async (folder: string | Folder, options: OnnxOptions = {}) => {
  const out = join(mkdtempSync(join(tmpdir(), "rlif-onnx-")), "model")
  await run(saveOnnx(out, typeof folder === "string" ? await run(loadAdapted(folder)) : folder, options))
  return out
}

/** What our sampler adds to prompts, and which tokens end that. */
const sampled = (model: string | Folder, prompts: ReadonlyArray<Int32Array>, maxTokens: number) =>
  Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const seeds = prompts.map(() => [0])
    const groups = yield* policy.sample({ prompts, seeds, signals: [logprob], maxTokens, temperature: 0 })
    return { tokens: groups.map(([{ tokens }]) => [...tokens]), endTokens: policy.endTokens }
  }).pipe(
    Effect.provide(typeof model === "string" ? Policy.layerFolder(model) : Policy.layerParameters(model)),
    Effect.provide(Cpu.layer),
    run,
  )

describe.each(names)("%s", (name) => {
  const folder = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
  const { batch, arrays, config } = oracle(name)
  const sequences = batch.tokens.map((row, i) => row.slice(0, batch.prompt_lengths[i] + batch.completion_lengths[i]))

  it.each(["right", "left"] as const)("has the logits of the reference, padded on the %s", async (side) => {
    const read = await model(await exported(folder))
    const { logits } = await read(padded(sequences, side))
    const [, t, v] = arrays.logits.dims
    expect(logits.dims).toEqual([sequences.length, t, v])
    sequences.forEach((tokens, row) => {
      const from = row * t + (side === "left" ? t - tokens.length : 0)
      const got = logits.data.subarray(from * v, (from + tokens.length) * v)
      expect(furthest(got, arrays.logits.data.subarray(row * t * v, (row * t + tokens.length) * v))).toBeLessThan(5e-5)
    })
  })

  it("chooses the tokens of our sampler after ragged prompts", async () => {
    const { integer } = random(3)
    const prompts = [5, 1, 12, 3].map((length) => Int32Array.from({ length }, () => integer(config.vocab)))
    const { tokens, endTokens } = await sampled(folder, prompts, 24)
    const read = await model(await exported(folder))
    expect(await greedy(read, padded(prompts, "left"), { maxTokens: 24, endTokens })).toEqual(tokens)
  })

  it("is the same with its weights in other files", async () => {
    const limit = 40_000
    const [one, many] = [await exported(folder), await exported(folder, { limit })]
    const files = readdirSync(join(many, "onnx")).sort()
    expect(files.slice(0, 3)).toEqual(["model.onnx", "model.onnx_data", "model.onnx_data_1"])
    expect(JSON.parse(readFileSync(join(many, "config.json"), "utf8"))["transformers.js_config"]).toEqual({
      dtype: "fp32",
      use_external_data_format: { "model.onnx": files.length - 1 },
    })
    for (const file of files.slice(1)) expect(readFileSync(join(many, "onnx", file)).length).toBeLessThanOrEqual(limit)
    const [a, b] = [await model(one), await model(many)]
    const feeds = padded(sequences, "right")
    expect((await b(feeds)).logits.data).toEqual((await a(feeds)).logits.data)
  })
})

const problems = ["Q 8 - 3 * 9 + 2 =", "Q 4 + 5 =", "Q 7 * 7 * 2 - 9 * 1 + 3 =", "Q 9 - 9 ="]

it("reads and writes the text of the base model as we do", async () => {
  const base = shippedFolder("base")
  const codec = await run(Effect.provide(Tokenizer, Tokenizer.layerFolder(base)))
  const prompts = problems.map((problem) => codec.encode(problem))
  const { tokens, endTokens } = await sampled(base, prompts, 48)
  const folder = await exported(base)
  const theirs = await tokenizer(folder)
  theirs.padding_side = "left"
  const batch = theirs(problems, { padding: true })
  expect(batch.input_ids.tolist()).toEqual(padded(prompts, "left").input_ids.tolist())
  expect(batch.attention_mask.tolist()).toEqual(padded(prompts, "left").attention_mask.tolist())
  const said = await greedy(await model(folder), batch, { maxTokens: 48, endTokens })
  expect(said).toEqual(tokens)
  expect(said.map((ids) => theirs.decode([...ids]))).toEqual(tokens.map((ids) => codec.decode(ids)))
  expect(codec.decode(tokens[1])).toMatch(/A \d \$$/)
})

it("folds an adapter in", async () => {
  const targets = ["q_proj", "down_proj"] as const
  const fresh = await run(loadAdapted(shippedFolder("base"), { adapter: { rank: 2, alpha: 4, targets } }))
  const { uniform } = random(4)
  const parameters = Object.fromEntries(
    Object.entries(fresh.parameters).map(([name, { dtype, dims, data }]) => [
      name,
      value(dtype, dims, name.endsWith("lora_B.weight") ? data.map(() => (uniform() - 0.5) / 4) : data),
    ]),
  )
  const folder = { ...fresh, parameters }
  const codec = await run(Effect.provide(Tokenizer, Tokenizer.layerFolder(shippedFolder("base"))))
  const prompts = problems.map((problem) => codec.encode(problem))
  const { tokens, endTokens } = await sampled(folder, prompts, 24)
  const read = await model(await exported(folder))
  expect(await greedy(read, padded(prompts, "left"), { maxTokens: 24, endTokens })).toEqual(tokens)
  expect((await sampled(fresh, prompts, 24)).tokens).not.toEqual(tokens)
})
