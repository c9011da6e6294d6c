// Adapters whose model is of a hub, as PEFT names it, and adapters that are of a hub themselves, in every command.
import { Effect, Exit, Scope } from "effect"
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commit, hubServer, type Served } from "../../core/testing/hub_server.ts"
import { invokeIn, newFolder } from "../testing/invoke.ts"
import { data, model } from "../../../test/_served.ts"

const scope = Scope.makeUnsafe()
const serve = (...repos: ReadonlyArray<Served>) =>
  hubServer(...repos).pipe(Effect.provideService(Scope.Scope, scope), Effect.runPromise)
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

const name = "tiny-org/tiny-lora"
const ownCommit = commit.replaceAll("0", "e")
const adapterConfig = (folder: string) => JSON.parse(readFileSync(join(folder, "adapter_config.json"), "utf8"))
const few = ["--data", "tiny-org/sums/main:test", "--max-tokens", "6", "--temperature", "0"]

/** The adapter that a run made, and one as PEFT writes it: no tokenizer, and no revision. */
let made = ""
let bare = ""
let endpoint = ""
let invoke: ReturnType<typeof invokeIn>

beforeAll(async () => {
  const first = await serve(model, data)
  const out = join(newFolder(), "run")
  const sizes = ["--problems", "2", "--completions", "2", "--max-tokens", "6", "--steps", "1", "--warm-up", "0"]
  const flags = ["--data", "tiny-org/sums/main:train", "--eval-problems", "0", "--answer", "last-number"]
  const lora = ["--lora-rank", "2", "--learning-rate", "0.1", "--reward", "random"]
  const run = await invokeIn({ HF_ENDPOINT: first.endpoint, HF_HOME: newFolder() })(
    "train",
    "--model",
    model.name,
    ...flags,
    ...sizes,
    ...lora,
    "--out",
    out,
  )
  expect(run).toMatchObject({ ok: true })
  made = join(out, "final")
  bare = newFolder()
  cpSync(join(made, "adapter_model.safetensors"), join(bare, "adapter_model.safetensors"))
  writeFileSync(join(bare, "adapter_config.json"), JSON.stringify({ ...adapterConfig(made), revision: null }))
  const files = Object.fromEntries(readdirSync(bare).map((file) => [file, readFileSync(join(bare, file))]))
  endpoint = (await serve(model, data, { kind: "model", name, commit: ownCommit, files })).endpoint
  invoke = invokeIn({ HF_ENDPOINT: endpoint, HF_HOME: newFolder() })
}, 60_000)

it("is saved under the name and the commit that its model has on the hub", () =>
  expect(adapterConfig(made)).toMatchObject({ base_model_name_or_path: model.name, revision: commit, r: 2 }))

it("is a model for every command: from its folder, without a tokenizer, and from a hub", async () => {
  const sampled = async (model: string) => {
    const { ok, stdout, stderr } = await invoke("sample", "--model", model, ...few, "--json")
    expect({ model, ok, stderr }).toMatchObject({ ok: true })
    return stdout
  }
  const texts = await sampled(made)
  expect(await sampled(bare)).toBe(texts)
  expect(await sampled(`${name}@main`)).toBe(texts)
  expect(await sampled(model.name)).not.toBe(texts)

  const out = join(newFolder(), "merged")
  const merged = await invoke("merge", "--model", name, "--out", out)
  expect([merged.ok, merged.stdout]).toEqual([
    true,
    `wrote ${out}: ${model.name} with 14 layers changed by an adapter of rank 2`,
  ])
  const strip = (rows: string) => rows.split("\n").map((row) => JSON.parse(row).text)
  expect(strip(await sampled(out))).toEqual(strip(texts))

  const rows = join(newFolder(), "rows.jsonl")
  writeFileSync(rows, texts + "\n")
  const scored = await invoke("read", "--model", name, "--input", rows, "--output", `${rows}.scored`, "--force")
  expect(scored).toMatchObject({ ok: true, stdout: expect.stringContaining("of 4 completions") })
  const evaluated = await invoke("eval", "--model", bare, ...few, "--chat")
  expect(evaluated).toMatchObject({ ok: true, stdout: expect.stringContaining("problems    4") })
}, 60_000)

it("goes on training, and the record says where adapter and model are from", async () => {
  const run = join(newFolder(), "run")
  const sizes = ["--problems", "2", "--completions", "2", "--max-tokens", "6", "--steps", "1", "--eval-problems", "0"]
  const flags = ["--data", "tiny-org/sums/main:train", "--answer", "last-number"]
  const { ok, stderr } = await invoke("train", "--model", name, ...flags, ...sizes, "--out", run)
  expect({ ok, stderr }).toMatchObject({ ok: true })
  const record = (file: string) => JSON.parse(readFileSync(join(run, file), "utf8"))
  expect(record("config.json").model).toBe(`${name}@${ownCommit}`)
  expect(record("sources.json")).toMatchObject({
    model: { repo: name, revision: "main", commit: ownCommit },
    base: { repo: model.name, revision: "main", commit },
  })
  expect(adapterConfig(join(run, "final"))).toMatchObject({ base_model_name_or_path: model.name, revision: commit })
  const twice = await invoke("train", "--model", name, "--lora-rank", "2", ...flags, ...sizes)
  expect(twice).toMatchObject({ ok: false, stderr: expect.stringContaining("merge it first") })
}, 60_000)

it("takes a model folder of that path first, from here or from the adapter's own folder", async () => {
  const here = newFolder()
  cpSync(bare, join(here, "adapter"), { recursive: true })
  const base = join(here, "adapter", model.name)
  mkdirSync(base, { recursive: true })
  const dry = ["merge", "--model", join(here, "adapter"), "--out", join(here, "merged"), "--dry-run"]
  // A folder that holds no model is not meant.
  expect((await invoke(...dry)).stdout).toContain(`merged: ${model.name} with`)
  for (const [file, content] of Object.entries(model.files)) {
    mkdirSync(join(base, file, ".."), { recursive: true })
    writeFileSync(join(base, file), content)
  }
  const asked = invokeIn({ HF_ENDPOINT: "http://127.0.0.1:9", HF_HOME: newFolder() })
  expect(await asked(...dry)).toMatchObject({ ok: true, stdout: expect.stringContaining(`merged: ${base} with`) })
})

it("is for the model that --base names, in every command, whatever its file says", async () => {
  const folder = newFolder()
  cpSync(bare, folder, { recursive: true })
  const file = join(folder, "adapter_config.json")
  const elsewhere = "/home/somebody/models/Qwen2.5-0.5B"
  writeFileSync(file, JSON.stringify({ ...adapterConfig(bare), base_model_name_or_path: elsewhere }))
  const here = newFolder()
  for (const [file, content] of Object.entries(model.files)) {
    mkdirSync(join(here, file, ".."), { recursive: true })
    writeFileSync(join(here, file), content)
  }
  const texts = (await invoke("sample", "--model", bare, ...few, "--json")).stdout
  const rows = join(newFolder(), "rows.jsonl")
  writeFileSync(rows, texts + "\n")
  for (const base of [here, model.name, `${model.name}@main`]) {
    const of = ["--model", folder, "--base", base]
    expect((await invoke("sample", ...of, ...few, "--json")).stdout).toBe(texts)
    const evaluated = await invoke("eval", ...of, ...few, "--chat")
    expect(evaluated).toMatchObject({ ok: true, stdout: expect.stringContaining("problems    4") })
    const scored = await invoke("read", ...of, "--input", rows, "--output", `${rows}.scored`, "--force")
    expect(scored).toMatchObject({ ok: true })
    for (const command of ["merge", "export"]) {
      const out = join(newFolder(), "out")
      expect(await invoke(command, ...of, "--out", out, "--dry-run")).toMatchObject({ ok: true })
    }
    const run = join(newFolder(), "run")
    const sizes = ["--problems", "2", "--completions", "2", "--max-tokens", "6", "--steps", "1", "--eval-problems", "0"]
    const flags = ["--data", "tiny-org/sums/main:train", "--answer", "last-number", ...sizes]
    expect(await invoke("train", ...of, ...flags, "--out", run)).toMatchObject({ ok: true })
    const { base: said } = JSON.parse(readFileSync(join(run, "config.json"), "utf8"))
    expect(said).toBe(base === here ? here : `${model.name}@${commit}`)
    const saved = adapterConfig(join(run, "final"))
    expect(saved).toMatchObject({ base_model_name_or_path: base === here ? here : model.name })
  }
  const cases: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
    [
      ["--model", folder],
      `"${elsewhere}" is no model folder and no name of a hub; name the model that the adapter is for by --base`,
    ],
    [["--model", folder, "--base", bare], `Cannot use --base "${bare}": it is an adapter itself`],
    [["--model", model.name, "--base", here], `Cannot use --base: "${model.name}" is no adapter`],
    [["--model", folder, "--base", "no/where/at-all"], `Cannot use model "no/where/at-all"`],
  ]
  for (const [of, message] of cases) {
    const { ok, stderr } = await invoke("eval", ...of, ...few, "--dry-run")
    expect(ok).toBe(false)
    expect(stderr).toContain(message)
  }
}, 120_000)

it("refuses what a base cannot be before its weights are fetched, and says how to name another", async () => {
  const quantized: Served = {
    kind: "model",
    name: "tiny-org/tiny-bnb-4bit",
    files: {
      ...model.files,
      "config.json": JSON.stringify({
        ...JSON.parse(String(model.files["config.json"])),
        quantization_config: { load_in_4bit: true, quant_method: "bitsandbytes" },
      }),
    },
  }
  const { endpoint } = await serve(model, data, quantized)
  const home = newFolder()
  const folder = newFolder()
  cpSync(bare, folder, { recursive: true })
  const json = { ...adapterConfig(bare), base_model_name_or_path: quantized.name }
  writeFileSync(join(folder, "adapter_config.json"), JSON.stringify(json))
  const ask = invokeIn({ HF_ENDPOINT: endpoint, HF_HOME: home })
  const { ok, stderr } = await ask("eval", "--model", folder, ...few, "--dry-run")
  expect(ok).toBe(false)
  expect(stderr).toMatch(
    /"quantization_config" of ".*": quantized weights are not supported; name the model .* by --base$/,
  )
  expect(stderr.match(/^Fetching .*$/gm)).toEqual([expect.stringContaining("config.json")])
  expect(await ask("eval", "--model", folder, "--base", model.name, ...few)).toMatchObject({ ok: true })
  // A model of its own is refused as early.
  const alone = await ask("eval", "--model", quantized.name, ...few, "--dry-run")
  expect(alone.stderr).toContain("quantized weights are not supported")
  expect(alone.stderr).not.toContain("safetensors")
}, 60_000)

it("says in one line which file and field name a model that is nowhere", async () => {
  const folder = newFolder()
  cpSync(bare, folder, { recursive: true })
  const file = join(folder, "adapter_config.json")
  const field = `"base_model_name_or_path" of "${file}"`
  const cases: ReadonlyArray<readonly [object, string]> = [
    [{ base_model_name_or_path: "tiny-org/none" }, `; and ${field} is no model folder`],
    [{ revision: "v9" }, `Cannot fetch model "${model.name}" at "v9": `],
    [{ base_model_name_or_path: "../none" }, `Cannot read ${field}: "../none" is no model folder and no name of a hub`],
    [{ base_model_name_or_path: null }, `Cannot read ${field}: it names no base model`],
    [{ base_model_name_or_path: 5 }, `Cannot read ${field}: `],
  ]
  for (const [change, message] of cases) {
    writeFileSync(file, JSON.stringify({ ...adapterConfig(bare), ...change }))
    const { ok, stdout, stderr } = await invoke("eval", "--model", folder, ...few, "--dry-run")
    expect([ok, stdout, stderr.split("\n").length]).toEqual([false, "", 1])
    expect(stderr).toContain(message)
  }
  const mixed = await invoke("mix", "--base", model.name, "--instruct", bare, "--ratio", "0.5", "--out", newFolder())
  expect([mixed.ok, mixed.stderr]).toEqual([
    false,
    `rlif: Cannot mix "${bare}": it is an adapter; fold it into its model first, by rlif merge`,
  ])
})
