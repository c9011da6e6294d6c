// A model that others trained: it says what it is known to say, learns, and says the same where it was exported to.
import { logprob } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Tokenizer } from "@rlif/core/text"
import { Effect, Layer } from "effect"
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { invoke } from "../../packages/trainer/testing/invoke.ts"
import { stories } from "../_models.ts"
import { greedy, model, padded } from "./_transformers_js.ts"

const folder = () => mkdtempSync(join(tmpdir(), "rlif-stories-"))
const beginning = "Once upon a time"
const known =
  ", there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball. " +
  "She wanted to play with it, but it was too high."

/** What a model says greedily, with the log-probabilities. */
const told = (directory: string, maxTokens: number) =>
  Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const { encode, decode } = yield* Tokenizer
    const prompt = encode(beginning)
    const request = { prompts: [prompt], seeds: [[0]], signals: [logprob] as const, maxTokens, temperature: 0 }
    const [[{ tokens, signals }]] = yield* policy.sample(request)
    // Of every token but the one that begins the text, those of the prompt too.
    const whole = { tokens: Int32Array.of(...prompt, ...tokens), promptLength: 1 }
    const [read] = yield* policy.read([whole], { temperature: 1, signals: [logprob] })
    const { endTokens } = policy
    return { prompt, tokens, text: decode(tokens), logprob: signals.logprob, whole: read.logprob, endTokens }
  }).pipe(
    Effect.provide(
      Layer.merge(Layer.provide(Policy.layerFolder(directory), Cpu.layer), Tokenizer.layerFolder(directory)),
    ),
    Effect.provide(NodeServices.layer),
    Effect.runPromise,
  )

it("says its known text greedily, as sure of it as it is known to be", async (context) => {
  const { prompt, text, logprob, whole } = await told(stories(context), 176)
  // A begin token, and four for the beginning.
  expect([...prompt]).toEqual([1, 403, 407, 261, 378])
  expect(whole.length).toBe(180)
  expect(text.startsWith(known)).toBe(true)
  expect(Math.abs(whole.reduce((sum, x) => sum + x, 0) / 180 + 0.4598)).toBeLessThan(1e-5)
  // Sampling and scoring agree.
  logprob.forEach((x, i) => expect(Math.abs(x - whole[4 + i])).toBeLessThan(1e-4))
})

it("says the same where it was exported to", async (context) => {
  const directory = stories(context)
  const out = join(folder(), "onnx")
  expect(await invoke("export", "--model", directory, "--out", out)).toMatchObject({ ok: true, stderr: "" })
  const { prompt, tokens, endTokens } = await told(directory, 60)
  const read = await model(out)
  expect(await greedy(read, padded([prompt], "left"), { maxTokens: 60, endTokens })).toEqual([[...tokens]])
}, 60_000)

it("trains an adapter for two steps, which is exported with it", async (context) => {
  const directory = stories(context)
  const [out, data] = [join(folder(), "run"), join(folder(), "beginnings.jsonl")]
  const beginnings = [beginning, "One day, a boy", "Lily had a", "The dog was"]
  writeFileSync(data, beginnings.map((problem) => JSON.stringify({ problem, gold: "" }) + "\n").join(""))
  const sizes = ["--steps", "2", "--problems", "2", "--completions", "4", "--max-tokens", "24", "--eval-problems", "0"]
  const lora = ["--lora-rank", "4", "--learning-rate", "0.01", "--warm-up", "0"]
  const trained = await invoke("train", "--model", directory, "--data", data, ...sizes, ...lora, "--out", out)
  expect(trained).toMatchObject({ ok: true, stderr: "" })
  const metrics = readFileSync(join(out, "metrics.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))
  expect(metrics.map(({ step }) => step)).toEqual([1, 2])
  for (const { loss, grad_norm } of metrics) expect([loss, grad_norm].every(Number.isFinite)).toBe(true)

  const final = join(out, "final")
  const [before, after] = [await told(directory, 40), await told(final, 40)]
  // Words that a story has, in any case; and not the very same ones as sure as before.
  expect(after.logprob).not.toEqual(before.logprob)
  expect(after.text).toMatch(/^[\s\w.,"'!?-]+$/)
  const onnx = join(folder(), "onnx")
  expect(await invoke("export", "--model", final, "--out", onnx)).toMatchObject({ ok: true, stderr: "" })
  const batch = padded([after.prompt], "left")
  expect(await greedy(await model(onnx), batch, { maxTokens: 40, endTokens: after.endTokens })).toEqual([
    [...after.tokens],
  ])
}, 120_000)

it("is advised as what it is: a model without answers, whose text alone would grow certain", async (context) => {
  const flags = ["--problems", "8", "--completions", "4", "--max-tokens", "48", "--json"]
  const { ok, stdout } = await invoke("advise", "--model", stories(context), ...flags)
  expect(ok).toBe(true)
  expect(JSON.parse(stdout)).toMatchObject({ expect: "little", vocabulary: 512, unparsable: 1, agreement: 0 })
  expect(JSON.parse(stdout).because).toContain("no readable answer")
})
