import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

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
    [["--system", "1"], /Cannot use --system: without --chat it changes nothing$/],
    [["--template-args", "{}"], /Cannot use --template-args: without --chat it changes nothing$/],
    [["--messages-column", "prompt"], /Cannot use --messages-column: without --chat it changes nothing$/],
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
  const sizes = ["--steps", "2", "--problems", "4", "--completions", "2", "--warm-up", "0", "--eval-problems", "5"]
  const heldOut = ["--eval-data", data]
  const { ok, stdout } = await invoke("train", "--data", data, ...heldOut, ...sizes, ...skip, "--out", out)
  expect(ok).toBe(true)
  expect(stdout).toContain("\nSkipped 2 of 6 problems: ")
  expect(stdout).toContain("\nSkipped 2 of 5 held-out problems: ")
  const metrics = readFileSync(join(out, "metrics.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))
  expect(metrics.map((line) => line["prompts/skipped"])).toEqual([undefined, 2, 2])
  const few = await invoke("train", "--data", data, ...heldOut, "--problems", "5", ...skip, "--dry-run")
  expect(few.stderr).toMatch(/^rlif: Cannot fill a batch of 5 problems: ".*" has 4; lower --problems$/)
})

it("does so for problems that are generated without end, too", async () => {
  const out = join(newFolder(), "run")
  const sizes = ["--steps", "2", "--problems", "8", "--completions", "2", "--warm-up", "0", "--eval-problems", "0"]
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

/** A model whose chat template is this, and a file of rows. */
const chatting = async (jinja: string, rows: ReadonlyArray<object>) => {
  const folder = await newModel()
  writeFileSync(join(folder, "chat_template.jinja"), jinja)
  const data = join(newFolder(), "chats.jsonl")
  writeFileSync(data, rows.map((row) => JSON.stringify(row) + "\n").join(""))
  return ["--model", folder, "--data", data, "--max-tokens", "4", "--chat"]
}
const words = "{% for m in messages %}{{ '=' if m.role == 'system' else 'Q' }} {{ m.content }} {% endfor %}"

it("shows whole chats, and never a system's message as the problem", async () => {
  const think = [{ role: "system", content: "7" }, { role: "user", content: "2 + 3" }]
  const rows = [{ prompt: think, answer: "5" }, { prompt: [{ role: "user", content: "4 + 4" }], answer: "8" }]
  const flags = await chatting(words, rows)
  const { ok, stdout } = await invoke("sample", ...flags, "--messages-column", "prompt", "--problems", "0", "--json")
  expect(ok).toBe(true)
  const sampled = stdout.split("\n").map((line) => JSON.parse(line))
  expect(sampled.map(({ problem, gold, prompt_length }) => [problem, gold, prompt_length])).toEqual([
    ["2 + 3", "5", 6],
    ["4 + 4", "8", 4],
  ])
  const cases = [
    [["--problem-column", "prompt"], /it is a list of messages: name it by --messages-column prompt$/],
    [["--problem-column", "prompt.0.content"], /it is what "system" says, and no problem; --messages-column prompt/],
    [["--messages-column", "prompt", "--system", "1"], /Cannot use --system: with --messages-column it changes/],
    [
      ["--messages-column", "prompt", "--template", "Q {{ problem }}"],
      /Cannot use --template: with --messages-column it changes/,
    ],
  ] as const
  for (const [more, message] of cases) {
    const refused = await invoke("eval", ...flags, "--dry-run", ...more)
    expect([refused.ok, refused.stdout]).toEqual([false, ""])
    expect(refused.stderr).toMatch(message)
  }
})

it(
  "gives the chat template what it is told, and the date of the run's start, which its config.json repeats",
  async () => {
    const jinja = `${words}{% if hint is false %}1{% endif %} {{ strftime_now("%S") | list | join(" ") }}`
    const flags = await chatting(jinja, [{ problem: "2", gold: "2" }, { problem: "3", gold: "3" }])
    const sizes = ["--steps", "1", "--problems", "2", "--completions", "2", "--warm-up", "0", "--eval-problems", "0"]
    const told = ["--template-args", '{"hint":false}']
    const out = join(newFolder(), "run")
    const first = await invoke("train", ...flags, ...sizes, ...told, "--out", out)
    expect(first.stderr).toBe("")
    const config = JSON.parse(readFileSync(join(out, "config.json"), "utf8"))
    expect(config).toMatchObject({ templateArgs: '{"hint":false}' })
    expect(config.templateDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    expect(Math.abs(Date.parse(config.templateDate) - Date.now())).toBeLessThan(120_000)
    const prompt = (stdout: string) => /^First prompt: (".*") = tokens/m.exec(stdout)![1]
    expect(JSON.parse(prompt(first.stdout))).toMatch(
      new RegExp(`^Q \\d 1 ${config.templateDate.slice(-2).split("").join(" ")}$`),
    )
    const again = join(newFolder(), "run")
    const file = join(newFolder(), "config.json")
    writeFileSync(file, JSON.stringify({ ...config, templateDate: "2020-01-02T03:04:56" }))
    const later = await invoke("train", "--config", file, "--out", again)
    expect(JSON.parse(prompt(later.stdout))).toMatch(/ 5 6$/)
    expect(JSON.parse(readFileSync(join(again, "config.json"), "utf8")).templateDate).toBe("2020-01-02T03:04:56")
    // A dry run prints what it would repeat, too.
    const dry = await invoke("eval", ...flags, ...told, "--dry-run")
    expect(JSON.parse(dry.stdout).templateDate).toMatch(/^20/)
    for (
      const [more, message] of [
        [["--template-args", "{"], /^rlif: Cannot read flag --template-args: it is no JSON object$/],
        [["--template-args", "[1]"], /^rlif: Cannot read flag --template-args: it is no JSON object$/],
        [["--template-args", '{"hnt":1}'], /chat_template.jinja": it says nothing of "hnt"$/],
        [["--template-date", "today"], /chat_template.jinja": "today" is no date and time/],
      ] as const
    ) {
      const refused = await invoke("eval", ...flags, "--dry-run", ...more)
      expect(refused.ok).toBe(false)
      expect(refused.stderr).toMatch(message)
    }
  },
  60_000,
)

it("ends at a template without an end, by the name of its file, before anything is sampled", async () => {
  const loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
  for (const jinja of [loop, '{{ "x" * 999999999 }}']) {
    const flags = await chatting(jinja, [{ problem: "2", gold: "2" }])
    for (const command of ["eval", "sample"]) {
      const { ok, stderr } = await invoke(command, ...flags, "--dry-run")
      expect(ok).toBe(false)
      expect(stderr).toMatch(/^rlif: Cannot fill in the template of ".*chat_template.jinja": it .* more than \d+ /)
    }
  }
  const { stderr } = await invoke("eval", ...flags("--dry-run", "--data", data, "--template", loop))
  expect(stderr).toMatch(/^rlif: Cannot fill in the template of --template: it takes more than \d+ steps$/)
}, 60_000)
