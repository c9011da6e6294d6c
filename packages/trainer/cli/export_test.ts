import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

const folder = newFolder()
const json = (...path: ReadonlyArray<string>) => JSON.parse(readFileSync(join(...path), "utf8"))

it("writes the files that Transformers.js asks for, or says which", async () => {
  const out = join(folder, "base")
  const dry = await invoke("export", "--model", "base", "--out", out, "--format", "onnx", "--dry-run")
  expect(dry).toMatchObject({ ok: true, stderr: "" })
  expect(existsSync(out)).toBe(false)
  const { ok, stdout, stderr } = await invoke("export", "--model", "base", "--out", out)
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  const lines = (text: string) => text.split("\n").slice(2)
  expect(lines(stdout)).toEqual(lines(dry.stdout))
  expect(lines(stdout).map((line) => line.split(/\s+/)[0].slice(out.length + 1)).sort()).toEqual([
    "config.json",
    "generation_config.json",
    "onnx/model.onnx",
    "tokenizer.json",
    "tokenizer_config.json",
  ])
  expect(json(out, "config.json")).toMatchObject({ model_type: "llama", "transformers.js_config": { dtype: "fp32" } })
  expect(json(out, "generation_config.json")).toEqual({ eos_token_id: 18, pad_token_id: 0 })

  const again = await invoke("export", "--model", "base", "--out", out)
  expect(again.ok).toBe(false)
  expect(again.stderr).toContain(out)
})

it("takes an adapter for a model", async () => {
  const run = join(folder, "run")
  const quick = "--steps 1 --problems 2 --completions 2 --max-tokens 8 --eval-problems 2 --lora-rank 2".split(" ")
  expect(await invoke("train", "--out", run, ...quick)).toMatchObject({ ok: true })
  const out = join(folder, "adapted")
  expect(await invoke("export", "--model", join(run, "final"), "--out", out)).toMatchObject({ ok: true, stderr: "" })
  expect(readdirSync(out)).not.toContain("adapter_config.json")
  expect(readFileSync(join(out, "onnx/model.onnx")).length).toBe(
    readFileSync(join(folder, "base/onnx/model.onnx")).length,
  )
}, 60_000)

it.each<readonly [string, (model: string) => ReadonlyArray<string>, string]>([
  ["to an unknown format", (model) => ["--model", model, "--format", "gguf"], "gguf"],
  ["a folder that is no model", () => ["--model", newFolder()], "config.json"],
  ["a folder that is not there", () => ["--model", join(folder, "no")], 'no": there is no such folder'],
  ["no model", () => [], "--model is missing"],
  ["a model without weights", () => {
    const empty = newFolder()
    writeFileSync(join(empty, "config.json"), readFileSync(join(folder, "base/config.json")))
    return ["--model", empty]
  }, "model.safetensors"],
])("cannot export %s", async (_, flags, message) => {
  const out = join(folder, "wrong")
  const { ok, stderr } = await invoke("export", ...flags(await newModel()), "--out", out)
  expect(ok).toBe(false)
  expect(stderr).toContain(message)
  expect(existsSync(out)).toBe(false)
})

it("cannot export to a folder that holds anything", async () => {
  const out = join(folder, "taken")
  mkdirSync(out)
  writeFileSync(join(out, "notes"), "")
  const { ok, stderr } = await invoke("export", "--model", "base", "--out", out)
  expect(ok).toBe(false)
  expect(stderr).toContain(out)
  expect(readdirSync(out)).toEqual(["notes"])
})
