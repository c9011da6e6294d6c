import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "./_invoke.ts"

// 64 positions, and tokens that are words.
let model = ""
let data = ""
const lengths = [3, 30, 5, 61, 4, 7]
const problem = (length: number) => `Q ${Array(length - 1).fill("1").join(" ")}`

beforeAll(async () => {
  model = await newModel()
  data = join(newFolder(), "problems.jsonl")
  writeFileSync(data, lengths.map((length) => JSON.stringify({ problem: problem(length), gold: "1" }) + "\n").join(""))
})

const flags = (...more: ReadonlyArray<string>) => ["--model", model, "--max-tokens", "4", ...more]

it("ends at a prompt that is too long, and names it", async () => {
  const cases = [
    [[], /^rlif: Cannot answer problem "4": its tokens, 61, and --max-tokens 4 exceed the model's 64 positions$/],
    [["--max-prompt", "6"], /^rlif: Cannot answer problem "2": its tokens, 30, exceed --max-prompt 6$/],
    // No limit makes room that is not there.
    [["--max-prompt", "100"], /problem "4": its tokens, 61, and --max-tokens 4 exceed/],
    [
      ["--template", "Q {{ problem }} Q 1", "--max-prompt", "32"],
      /problem "2": its tokens, 33, exceed --max-prompt 32$/,
    ],
    [
      ["--long-prompts", "skip", "--max-prompt", "2"],
      /Cannot ask anything: skipped 6 of 6 problems: .* more than 2 tokens, up to 61$/,
    ],
    [["--template", "Q 1"], /Cannot use the template of --template: it shows nothing of {{ problem }}$/],
    [["--chat"], /Cannot use the chat template of ".*tokenizer_config.json": it has none$/],
    [["--system", "1"], /Cannot use --system: it needs --chat$/],
  ] as const
  for (const [more, message] of cases) {
    const { ok, stdout, stderr } = await invoke("eval", "--data", data, "--dry-run", ...flags(...more))
    expect([ok, stdout]).toEqual([false, ""])
    expect(stderr).toMatch(message)
  }
})

it("ends, before anything is sampled, at a token that the model does not have", async () => {
  const folder = await newModel()
  const file = join(folder, "tokenizer.json")
  const tokenizer = JSON.parse(readFileSync(file, "utf8"))
  const { length } = Object.keys(tokenizer.model.vocab)
  tokenizer.added_tokens.push({ id: length, content: "<new>", special: true })
  writeFileSync(file, JSON.stringify(tokenizer))
  const { ok, stderr } = await invoke("sample", "--model", folder, "--prompt", "Q 1 <new>", "--dry-run")
  expect([ok, stderr]).toEqual([
    false,
    `rlif: Cannot answer problem "prompt": its token "<new>", ${length}, is outside the model's vocabulary of ${length}: ` +
    "the tokenizer is of another model",
  ])
})

it("leaves long prompts out where it may, and counts them", async () => {
  const skip = flags("--long-prompts", "skip", "--max-prompt", "7")
  const evaluated = await invoke("eval", "--data", data, "--json", ...skip)
  expect(evaluated.stderr).toBe("Skipped 2 of 6 problems: their prompts have more than 7 tokens, up to 61")
  expect(JSON.parse(evaluated.stdout).problems).toBe(4)
  const sampled = await invoke("sample", "--data", data, "--problems", "0", "--json", ...skip)
  expect(sampled.stderr).toBe(evaluated.stderr)
  const rows = sampled.stdout.split("\n").map((line) => JSON.parse(line))
  // Whole, to the last token.
  expect(rows.map(({ prompt_length }) => prompt_length)).toEqual([3, 5, 4, 7])

  const out = join(newFolder(), "run")
  const sizes = ["--steps", "2", "--prompts", "4", "--completions", "2", "--warm-up", "0", "--eval-problems", "5"]
  const heldOut = ["--eval-data", data]
  const { ok, stdout } = await invoke("train", "--data", data, ...heldOut, ...sizes, ...skip, "--out", out)
  expect(ok).toBe(true)
  expect(stdout).toContain("\nSkipped 2 of 6 problems: ")
  expect(stdout).toContain("\nSkipped 2 of 5 held-out problems: ")
  const metrics = readFileSync(join(out, "metrics.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))
  expect(metrics.map((line) => line["prompts/skipped"])).toEqual([undefined, 2, 2])
  const few = await invoke("train", "--data", data, ...heldOut, "--prompts", "5", ...skip, "--dry-run")
  expect(few.stderr).toMatch(/^rlif: Cannot fill a batch of 5 problems: ".*" has 4; lower --prompts$/)
})

it("does so for problems that are generated without end, too", async () => {
  const out = join(newFolder(), "run")
  const sizes = ["--steps", "2", "--prompts", "8", "--completions", "2", "--warm-up", "0", "--eval-problems", "0"]
  // Generated prompts have nine tokens each, and some of them one more here.
  const template = "{{ problem }}{% if '1' in problem %} 1{% endif %}"
  const limited = [...sizes, "--template", template, "--max-prompt", "9", ...flags()]
  const ended = await invoke("train", ...limited, "--out", join(newFolder(), "ended"))
  expect(ended.stderr).toMatch(/^rlif: Cannot answer problem ".*": its tokens, \d+, exceed --max-prompt 9$/)
  const { ok, stderr } = await invoke(
    "train",
    ...limited,
    "--long-prompts",
    "skip",
    "--samples-every",
    "1",
    "--out",
    out,
  )
  expect([ok, stderr]).toEqual([true, ""])
  const read = (name: string) =>
    readFileSync(join(out, name), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))
  expect(read("metrics.jsonl").at(-1)["prompts/skipped"]).toBeGreaterThan(0)
  for (const { prompt } of read("samples/step_000002.jsonl")) expect(prompt.length).toBe(9)
  const none = await invoke("train", ...sizes, ...flags("--long-prompts", "skip", "--max-prompt", "1"), "--dry-run")
  expect(none.stderr).toMatch(/^rlif: Cannot ask anything: skipped 8 of 8 problems/)
})
