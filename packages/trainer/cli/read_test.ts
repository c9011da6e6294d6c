import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { invoke, newFolder } from "../testing/invoke.ts"

const fixture = (name: string) => fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url))
const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"))
const readLines = (path: string) => readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line))

/** The batch of a fixture as the rows of a file. */
const rowsOf = (name: string): ReadonlyArray<{ tokens: ReadonlyArray<number>; prompt_length: number }> => {
  const { tokens, prompt_lengths, completion_lengths } = readJson(join(fixture(name), "batch.json"))
  return tokens.map((row: ReadonlyArray<number>, i: number) => ({
    tokens: row.slice(0, prompt_lengths[i] + completion_lengths[i]),
    prompt_length: prompt_lengths[i],
  }))
}

const write = (rows: ReadonlyArray<unknown>) => {
  const folder = newFolder()
  const paths = { folder, input: join(folder, "rows.jsonl"), output: join(folder, "out.jsonl") }
  writeFileSync(paths.input, rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row)) + "\n").join(""))
  return paths
}

it.each(
  ["llama-tied", "llama-gqa-untied", "qwen2-bias-tied", "qwen2-bf16-sharded", "qwen3-qknorm"].flatMap((name) =>
    ["1.0", "0.7"].map((t) => [name, t] as const)
  ),
)(
  "gives the reference's signals of %s at temperature %s",
  async (name, temperature) => {
    const rows = rowsOf(name)
    const { input, output } = write(rows)
    const flags = ["--model", fixture(name), "--input", input, "--output", output, "--batch", "4"]
    expect(await invoke("read", ...flags, "--temperature", temperature)).toMatchObject({ ok: true, stderr: "" })
    const expected = readJson(join(fixture(name), "expected.json")).signals[temperature]
    const lines = readLines(output)
    expect(lines).toHaveLength(rows.length)
    for (const [i, { tokens, prompt_length: start }] of rows.entries()) {
      expect(Object.keys(lines[i])).toEqual(["logprob", "entropy", "self_certainty"])
      for (const [signal, values] of Object.entries<ReadonlyArray<number>>(lines[i])) {
        const reference = expected[signal][i].slice(start - 1, tokens.length - 1)
        expect(values).toHaveLength(reference.length)
        const furthest = Math.max(...values.map((x, t) => Math.abs(x - reference[t])))
        expect(furthest).toBeLessThan(1e-4)
      }
    }
  },
)

const good = { tokens: [1, 2, 3], prompt_length: 1 }

it.each([
  ["{", /line 3 of ".*rows.jsonl": not a JSON object/],
  ["", /line 3 of .*not a JSON object/],
  [[1], /line 3 of .*not a JSON object/],
  [{ prompt_length: 1 }, /"tokens" of line 3 .*not a list/],
  [{ ...good, tokens: [1, 2.5, 3] }, /"tokens" of line 3 .*element 1 is 2.5, not an integer from 0 to 60/],
  [{ ...good, tokens: [1, "2", 3] }, /element 1 is "2"/],
  [{ ...good, tokens: [1, 2, 61] }, /element 2 is 61/],
  [{ ...good, tokens: [1, -1, 3] }, /element 1 is -1/],
  [{ ...good, tokens: Array(129).fill(1) }, /"tokens" of line 3 .*129 tokens, and the model has 128 positions/],
  [{ ...good, prompt_length: 0 }, /"prompt_length" of line 3 .*0, not an integer from 1 to 2/],
  [{ ...good, prompt_length: 3 }, /"prompt_length" of line 3 .*3, not an integer from 1 to 2/],
  [{ tokens: [1, 2] }, /"prompt_length" of line 3 .*missing/],
])("refuses the row %j and leaves no file", async (bad, message) => {
  const { folder, input, output } = write([good, good, bad])
  const flags = ["--model", fixture("llama-tied"), "--input", input, "--output", output, "--batch", "1"]
  const { ok, stderr } = await invoke("read", ...flags)
  expect(ok).toBe(false)
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain("\n")
  expect(readdirSync(folder)).toEqual(["rows.jsonl"])
})

it("checks everything and writes nothing in a dry run, whose output is a config", async () => {
  const { folder, input, output } = write([good])
  const flags = ["--model", fixture("llama-tied"), "--input", input, "--output", output, "--temperature", "0.5"]
  const { stdout } = await invoke("read", ...flags, "--dry-run")
  expect(existsSync(output)).toBe(false)
  const config = join(folder, "config.json")
  writeFileSync(config, stdout)
  expect((await invoke("read", "--config", config)).ok).toBe(true)
  const written = readFileSync(output, "utf8")
  await invoke("read", ...flags)
  expect(readFileSync(output, "utf8")).toBe(written)
})

it("names what cannot be read or written", async () => {
  const { folder, input } = write([good])
  const model = fixture("llama-tied")
  const cases = [
    [model, "/no/such/rows.jsonl", join(folder, "out"), /Cannot read "\/no\/such\/rows.jsonl"/],
    [model, input, "/no/such/out.jsonl", /Cannot write "\/no\/such\/out.jsonl"/],
    ["/no/such/model", input, join(folder, "out"), /Cannot .*"\/no\/such\/model"/],
  ] as const
  for (const [model, input, output, message] of cases) {
    const { ok, stderr } = await invoke("read", "--model", model, "--input", input, "--output", output)
    expect(ok).toBe(false)
    expect(stderr).toMatch(message)
  }
})

it("does not write over what it reads, by whatever path", async () => {
  const { folder, input } = write([good])
  symlinkSync(input, join(folder, "link.jsonl"))
  for (const output of [input, join(folder, "link.jsonl"), `${folder}/../${basename(folder)}/rows.jsonl`]) {
    for (const more of [[], ["--dry-run"]]) {
      const flags = ["--model", fixture("llama-tied"), "--input", input, "--output", output, ...more]
      const { ok, stderr } = await invoke("read", ...flags)
      expect(ok).toBe(false)
      expect(stderr).toBe(`rlif: Cannot write "${output}": it is what --input reads; name another --output`)
    }
  }
  expect(readLines(input)).toEqual([good])
})

it("names a line that is not UTF-8, and a directory", async () => {
  const { folder, input, output } = write([good])
  writeFileSync(input, Uint8Array.of(123, 34, 233, 34))
  const flags = ["--model", fixture("llama-tied"), "--output", output]
  expect((await invoke("read", ...flags, "--input", input)).stderr).toContain(`line 1 of "${input}": not UTF-8`)
  expect((await invoke("read", ...flags, "--input", folder)).stderr).toContain("it is no file but a directory")
})
