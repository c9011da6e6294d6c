import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

let model = ""
beforeAll(async () => {
  model = await newModel()
})

const sample = async (...flags: ReadonlyArray<string>) => {
  const { ok, stdout, stderr } = await invoke("sample", "--model", model, "--max-tokens", "12", ...flags)
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  return stdout
}
const parse = (lines: string) => lines.trim().split("\n").map((line) => JSON.parse(line))

it("writes rows whose signals rlif read finds again", async () => {
  const lines = await sample("--completions", "3", "--problems", "2", "--temperature", "0.8", "--top-k", "5", "--json")
  const rows = parse(lines)
  expect(rows.map((row) => row.sample)).toEqual([0, 1, 2, 0, 1, 2])
  expect(new Set(rows.map((row) => row.text)).size).toBeGreaterThan(1)
  const folder = newFolder()
  const [input, output] = [join(folder, "rows.jsonl"), join(folder, "out.jsonl")]
  writeFileSync(input, lines)
  await invoke("read", "--model", model, "--input", input, "--output", output, "--temperature", "0.8")
  for (const [i, scored] of parse(readFileSync(output, "utf8")).entries()) {
    const { tokens, prompt_length: start } = rows[i]
    for (const signal of ["logprob", "entropy", "self_certainty"]) {
      expect(scored[signal]).toHaveLength(tokens.length - start)
      for (const [t, x] of scored[signal].entries()) expect(Math.abs(x - rows[i][signal][t])).toBeLessThan(1e-4)
    }
  }
})

it("says the same for the same seed, whatever is sampled at once", async () => {
  const flags = ["--problems", "3", "--json"]
  const first = await sample(...flags)
  expect(await sample(...flags)).toBe(first)
  const tokens = (lines: string) => parse(lines).map((row) => row.tokens)
  expect(tokens(await sample(...flags, "--batch", "2"))).toEqual(tokens(first))
  expect(await sample(...flags, "--seed", "1")).not.toBe(first)
})

it("completes one prompt, to be read", async () => {
  const text = await sample("--prompt", "Q 1 + 2 =", "--completions", "2")
  expect(text).toMatch(/^Q 1 \+ 2 =\n {2}\S.*\n {4}\d+ tokens, (stop|length); a token: logprob -/)
  expect(text.match(/self-certainty \d/g)).toHaveLength(2)
})

it("takes a prompt or data, not both", async () => {
  const { stderr } = await invoke("sample", "--model", model, "--prompt", "1", "--data", "x.jsonl")
  expect(stderr).toBe("rlif: Cannot sample: --prompt and --data are both given")
})

it.each(["0", "1.5", "-0.1"])("takes no top-p of %s", async (p) => {
  const { ok, stderr } = await invoke("sample", "--model", model, `--top-p=${p}`, "--dry-run")
  expect(ok).toBe(false)
  expect(stderr).toMatch(/^rlif: Cannot read flag --top-p: expected a value between 0 \(excluded\) and 1, got /)
})
