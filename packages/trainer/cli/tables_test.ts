// Data files of every kind through the command, with a model that begins its prompts with a token.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { beforeAll, expect, it } from "vitest"
import { model } from "../../../test/_served.ts"
import { invoke, newFolder } from "../testing/invoke.ts"

const fixture = (name: string) => new URL(`../../../test/fixtures/tables/${name}`, import.meta.url)
const folder = join(newFolder(), "model")
beforeAll(() => {
  mkdirSync(folder)
  for (const [name, content] of Object.entries(model.files)) {
    if (!name.includes("/")) writeFileSync(join(folder, name), content)
  }
})

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(newFolder(), name)
  writeFileSync(path, content)
  return path
}
const evaluate = (data: string, ...flags: ReadonlyArray<string>) =>
  invoke("eval", "--model", folder, "--data", data, "--max-tokens", "4", ...flags)

it("takes 32-bit floats for the numbers that were written", async () => {
  const path = file("float.parquet", Buffer.from(readFileSync(fixture("float.parquet.base64"), "utf8"), "base64"))
  const out = join(newFolder(), "run")
  const small = ["--problems", "2", "--completions", "2", "--max-tokens", "4", "--steps", "1", "--eval-problems", "0"]
  const trained = await invoke("train", "--model", folder, "--data", path, "--answer", "math", ...small, "--out", out)
  expect(trained).toMatchObject({ ok: true })
  const samples = readFileSync(join(out, "samples/step_000001.jsonl"), "utf8").trim().split("\n")
  expect(new Set(samples.map((line) => JSON.parse(line).gold))).toEqual(new Set(["3.14", "0.1"]))
  const evaluated = await evaluate(path, "--answer", "math")
  expect([evaluated.ok, evaluated.stderr]).toEqual([true, ""])
})

it("reads JSON lines, JSON and both packed", async () => {
  const rows = [{ problem: "2 + 3?", gold: ["5", "five"] }, { problem: "4?", gold: 4 }]
  const [lines, list] = [rows.map((row) => JSON.stringify(row)).join("\n"), JSON.stringify({ rows })]
  const files = [
    file("rows.jsonl", lines),
    file("rows.jsonl.gz", gzipSync(lines)),
    file("rows.json", list),
    file("rows.json.gz", gzipSync(list)),
  ]
  const outputs = []
  for (const path of files) outputs.push(await evaluate(path))
  expect(outputs[0].stdout).toMatch(/^problems {4}2, /m)
  for (const output of outputs) expect(output).toEqual({ ...outputs[0], stderr: "" })
})

it.for(
  [["nan.jsonl", /^rlif: Cannot read "score" of line 1 of ".*nan.jsonl": NaN is not JSON; Python writes it/], [
    "blank.jsonl",
    /^rlif: Cannot read "problem" of line 1 of ".*blank.jsonl": it is empty$/,
  ]] as const,
)("refuses %s in one line, with a begin token and in a chat", async ([name, message]) => {
  for (const flags of [[], ["--chat"]]) {
    const { ok, stdout, stderr } = await evaluate(file(name, readFileSync(fixture(name))), "--dry-run", ...flags)
    expect([ok, stdout, stderr]).toEqual([false, "", expect.stringMatching(message)])
  }
})
