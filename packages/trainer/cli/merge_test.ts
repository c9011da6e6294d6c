import * as NodeServices from "@effect/platform-node/NodeServices"
import { saveAdapter } from "@rlif/core/checkpoint/adapter"
import { loadFolder } from "@rlif/core/checkpoint/folder"
import type { Adapter } from "@rlif/core/model/adapter"
import { initializeAdapter } from "@rlif/core/model/initialize"
import { random } from "@rlif/core/random/seed"
import { Effect } from "effect"
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { shippedFolder } from "../pretrain/shipped.ts"
import { invoke, newFolder } from "../testing/invoke.ts"

const folder = newFolder()
const run = join(folder, "run")
const adapter = join(run, "final")
const quick = "--steps 2 --problems 2 --completions 4 --max-tokens 24 --eval-problems 8 --learning-rate 0.002".split(
  " ",
)
const whole = (...flags: ReadonlyArray<string>) => invoke("train", ...quick, ...flags)
const train = (...flags: ReadonlyArray<string>) => whole("--lora-rank", "2", "--lora-alpha", "4", ...flags)
beforeAll(async () => {
  const { ok, stderr } = await train("--out", run, "--lora-targets", "q_proj,down_proj")
  expect({ ok, stderr }).toMatchObject({ ok: true })
}, 60_000)

it("trains over an int8 base where it is told to, and over the base of an adapter", async () => {
  const out = join(folder, "int8")
  const { ok, stdout, stderr } = await train(
    "--out",
    out,
    "--lora-frozen",
    "int8",
    "--lora-targets",
    "q_proj,down_proj",
  )
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  expect(stdout).toContain("Run folder")
  expect(JSON.parse(readFileSync(join(out, "config.json"), "utf8"))).toMatchObject({ loraFrozen: "int8", loraRank: 2 })
  const [last] = readFileSync(join(out, "metrics.jsonl"), "utf8").trimEnd().split("\n").slice(-1).map((line) =>
    JSON.parse(line)
  )
  expect(last["sampling/sampling_logp_difference/max"]).toBeLessThan(5e-5)
  const config = (run: string) => JSON.parse(readFileSync(join(run, "final", "adapter_config.json"), "utf8"))
  expect(config(out)).toEqual(config(run))
  const again = ["--model", join(out, "final"), "--lora-frozen", "int8"]
  expect(await whole("--out", join(folder, "again"), ...again)).toMatchObject({ ok: true, stderr: "" })
}, 60_000)

const few = "--problems 4 --temperature 0 --max-tokens 48".split(" ")
const greedy = async (model: string) => {
  const { ok, stdout, stderr } = await invoke(
    "sample",
    "--model",
    model,
    ...few,
  )
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  return stdout
}

it("goes on with ranks and scales of its own, as PEFT writes them, and folded in says the same", async () => {
  const varied: Adapter = {
    rank: 2,
    alpha: 4,
    targets: ["q_proj", "v_proj", "up_proj"],
    scaling: "root",
    ranks: { "layers\\.1\\.self_attn\\.q_proj": 3, v_proj: 1 },
    alphas: { "model.layers.0.mlp.up_proj": 9 },
  }
  const model = shippedFolder("base")
  const first = join(folder, "varied")
  await Effect.gen(function* () {
    const { config } = yield* loadFolder(model)
    const parameters = initializeAdapter({ ...config, adapter: varied }, 3)
    // The addition is not zero.
    const { normal } = random(5)
    for (const { data } of Object.values(parameters)) data.forEach((x, i) => (data[i] = x === 0 ? 0.05 * normal() : x))
    yield* saveAdapter(first, { adapter: varied, base: model, parameters })
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
  const out = join(folder, "varied-run")
  expect(await whole("--model", first, "--out", out)).toMatchObject({ ok: true, stderr: "" })
  const final = join(out, "final")
  const said = (folder: string) => JSON.parse(readFileSync(join(folder, "adapter_config.json"), "utf8"))
  expect(said(final)).toEqual(said(first))
  expect(said(final)).toMatchObject({ use_rslora: true, rank_pattern: varied.ranks, alpha_pattern: varied.alphas })
  const bytes = (folder: string) => readFileSync(join(folder, "adapter_model.safetensors")).toString("base64")
  expect(bytes(final)).not.toBe(bytes(first))
  const merged = join(folder, "varied-merged")
  expect(await invoke("merge", "--model", final, "--out", merged)).toMatchObject({ ok: true, stderr: "" })
  const words = (text: string) => text.split("\n").filter((line) => line.startsWith("  ") && !line.includes("logprob"))
  expect(words(await greedy(merged))).toEqual(words(await greedy(final)))
  expect(words(await greedy(final)).length).toBeGreaterThan(0)
  // As many scales as the file says: with plain LoRA's it is another model.
  const plain = join(folder, "varied-plain")
  cpSync(final, plain, { recursive: true })
  writeFileSync(join(plain, "adapter_config.json"), JSON.stringify({ ...said(final), use_rslora: false }))
  expect(await greedy(plain)).not.toBe(await greedy(final))
}, 60_000)

it("trains an adapter, which is all that the run saves, and which every command takes for a model", async () => {
  expect(readdirSync(adapter)).toEqual(expect.arrayContaining(["adapter_config.json", "adapter_model.safetensors"]))
  expect(readdirSync(adapter)).not.toContain("model.safetensors")
  expect(JSON.parse(readFileSync(join(adapter, "adapter_config.json"), "utf8"))).toMatchObject({
    r: 2,
    lora_alpha: 4,
    target_modules: ["q_proj", "down_proj"],
  })
  expect(await greedy(adapter)).toContain("A ")
})

it("folds it into a model that answers the same", async () => {
  const out = join(folder, "merged")
  const dry = await invoke("merge", "--model", adapter, "--out", out, "--dry-run")
  expect(dry.stdout).toMatch(/^would write .*merged: .*base with 6 layers changed by an adapter of rank 2$/)
  expect(existsSync(out)).toBe(false)
  expect(await invoke("merge", "--model", adapter, "--out", out)).toMatchObject({ ok: true, stderr: "" })
  expect(readdirSync(out)).toEqual(expect.arrayContaining(["config.json", "model.safetensors", "tokenizer.json"]))
  expect(await greedy(out)).toBe(await greedy(adapter))
  const again = await invoke("merge", "--model", adapter, "--out", out)
  expect(again.ok).toBe(false)
  expect(again.stderr).toContain(out)
}, 60_000)

it.each<readonly [string, ReadonlyArray<string>, string]>([
  ["a model without an adapter", ["--model", "base", "--out", join(folder, "x")], 'Cannot merge "base"'],
  [
    "a folder that is not there",
    ["--model", join(folder, "no"), "--out", join(folder, "x")],
    'no": there is no such folder',
  ],
  ["no folder", ["--out", join(folder, "x")], "--model is missing"],
])("cannot merge %s", async (_, flags, message) => {
  const { ok, stderr } = await invoke("merge", ...flags)
  expect(ok).toBe(false)
  expect(stderr).toContain(message)
})

it.each([
  ["--lora-targets", "q_proj,lm_head", '"lm_head" is none of q_proj'],
  ["--lora-alpha", "0", "--lora-alpha"],
  ["--lora-rank", "-1", "--lora-rank"],
  ["--lora-frozen", "int4", "--lora-frozen"],
])("cannot train with %s %s", async (flag, value, message) => {
  const { ok, stderr } = await train("--out", join(folder, "wrong"), `${flag}=${value}`)
  expect(ok).toBe(false)
  expect(stderr).toContain(message)
})

it("has no use for the layers of an adapter that is not made", async () => {
  const { ok, stderr } = await whole("--out", join(folder, "wrong"), "--lora-targets", "q_proj")
  expect(ok).toBe(false)
  expect(stderr).toBe("rlif: Cannot read flag --lora-targets: without --lora-rank all weights are trained")
})

it("cannot freeze a model in int8 that is trained as a whole", async () => {
  const { ok, stderr } = await whole("--out", join(folder, "wrong"), "--lora-frozen", "int8")
  expect(ok).toBe(false)
  expect(stderr).toContain("Cannot read flag --lora-frozen: without an adapter all weights are trained")
  expect(existsSync(join(folder, "wrong"))).toBe(false)
})
