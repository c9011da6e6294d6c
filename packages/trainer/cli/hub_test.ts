// A model and a data set of a hub, by name, through the command: a server that speaks the hub's protocol, true formats.
import { codec } from "@rlif/core/text"
import { Effect, Exit, Scope } from "effect"
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commit, hubServer } from "../../core/testing/hub_server.ts"
import { chatFiles } from "../../core/testing/chat_files.ts"
import { invokeIn, newFolder } from "../testing/invoke.ts"
import { data, model } from "../../../test/_served.ts"

const scope = Scope.makeUnsafe()
let server: Effect.Success<ReturnType<typeof hubServer>>
beforeAll(async () => {
  server = await hubServer(model, data).pipe(Effect.provideService(Scope.Scope, scope), Effect.runPromise)
})
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

const fresh = () => ({ HF_ENDPOINT: server.endpoint, HF_HOME: newFolder() })
const small = "--problems 4 --completions 2 --max-tokens 5 --steps 2 --warm-up 0 --samples-every 1".split(" ")
const lines = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))

it("trains a model of a hub on a data set of a hub, shows its first prompt, and asks for nothing twice", async () => {
  const invoke = invokeIn(fresh())
  const train = async () => {
    const out = join(newFolder(), "run")
    const problems = ["--data", "tiny-org/sums:train"]
    const evaluation = ["--eval-data", "tiny-org/sums/main:test", "--eval-problems", "3", "--eval-every", "2"]
    const flags = [
      "--model",
      model.name,
      ...small,
      ...problems,
      ...evaluation,
      "--chat",
      "--system",
      "Add.",
      "--answer",
      "last-number",
    ]
    const { ok, stdout, stderr } = await invoke("train", ...flags, "--out", out)
    expect({ ok, stdout, stderr }).toMatchObject({ ok: true, stdout: expect.stringContaining("Run folder") })
    return { out, stdout, stderr: stderr.split("\n").sort() }
  }
  const { out, stdout, stderr } = await train()
  expect(stderr.map((line) => line.replace(/[\d.]+ k?B$/, "_"))).toEqual([
    "Fetching tiny-org/Tiny-0.1B: config.json, _",
    "Fetching tiny-org/Tiny-0.1B: generation_config.json, _",
    "Fetching tiny-org/Tiny-0.1B: model-00001-of-00002.safetensors, _",
    "Fetching tiny-org/Tiny-0.1B: model-00002-of-00002.safetensors, _",
    "Fetching tiny-org/Tiny-0.1B: model.safetensors.index.json, _",
    "Fetching tiny-org/Tiny-0.1B: tokenizer.json, _",
    "Fetching tiny-org/Tiny-0.1B: tokenizer_config.json, _",
    "Fetching tiny-org/sums: main/test-00000-of-00001.parquet, _",
    "Fetching tiny-org/sums: main/train-00000-of-00002.parquet, _",
    "Fetching tiny-org/sums: main/train-00001-of-00002.parquet, _",
  ])
  const [, text, ids] = /^First prompt: (".*") = tokens \[(.*)\]\n/.exec(stdout)!
  const rendered =
    /^<\|im_start\|>system\nAdd\.<\|im_end\|>\n<\|im_start\|>user\nHow many are \d+ and \d+\?<\|im_end\|>\n<\|im_start\|>assistant\n$/
  expect(JSON.parse(text)).toMatch(rendered)
  const { encode, decode } = codec(chatFiles)
  const tokens = ids.split(", ").map(Number)
  expect(tokens).toEqual([...encode(JSON.parse(text), { addSpecial: false })])
  expect(tokens.filter((id) => id > 258)).toEqual([260, 261, 260, 261, 260])

  // What was sampled of: the very ids that were shown, in the step that it was shown before; golds are the answers.
  const samples = lines(join(out, "samples/step_000001.jsonl"))
  expect(samples[0].prompt).toEqual(tokens)
  for (const { prompt, gold, tokens: sampled, finish } of samples) {
    const [a, b] = /are (\d+) and (\d+)/.exec(decode(prompt))!.slice(1).map(Number)
    expect(gold).toBe(`${a + b}`)
    expect(finish).toBe([261, 259].includes(sampled.at(-1)) ? "stop" : "length")
  }
  expect(new Set(samples.map(({ problem }) => problem)).size).toBe(4)
  // Both end tokens are kept, and so is what only others read, and everything of the tokenizer.
  const final = (name: string) => JSON.parse(readFileSync(join(out, "final", name), "utf8"))
  expect(final("generation_config.json")).toEqual({ temperature: 0.7, eos_token_id: [261, 259] })
  expect(final("tokenizer_config.json")).toEqual(chatFiles.config)

  const asked = server.requests.length
  const again = await train()
  expect([server.requests.length, again.stderr]).toEqual([asked, [""]])
  const measured = (out: string) =>
    lines(join(out, "metrics.jsonl")).map(({ reward, "eval/accuracy": a }) => [reward, a])
  expect(measured(again.out)).toEqual(measured(out))
  // The record names the commits; the settings, done again, ask for those.
  const record = (name: string) => JSON.parse(readFileSync(join(out, name), "utf8"))
  expect(record("config.json")).toMatchObject({
    model: `${model.name}@${commit}`,
    data: `tiny-org/sums:train@${commit}`,
    evalData: `tiny-org/sums/main:test@${commit}`,
  })
  const source = { revision: "main", commit }
  expect(record("sources.json")).toEqual({
    model: { kind: "model", repo: model.name, ...source },
    data: { kind: "dataset", repo: "tiny-org/sums", ...source },
    evalData: { kind: "dataset", repo: "tiny-org/sums", ...source },
  })
  expect(record("final/origin.json").from.model).toBe(`${model.name}@${commit}`)
  const { ok, stdout: shown } = await invoke(
    "eval",
    "--model",
    join(out, "final"),
    "--data",
    "tiny-org/sums/main:test",
    "--chat",
    "--max-tokens",
    "5",
  )
  expect([ok, shown]).toEqual([true, expect.stringContaining("problems    4, 1 completion")])
  expect(server.requests.length).toBe(asked)
})

it("goes on with a file where a process was killed in the middle of it", async () => {
  const env = fresh()
  const shard = "model-00002-of-00002.safetensors"
  const half = 3000
  server.faults.stalls = { [shard]: [half] }
  const flags = ["--model", model.name, "--data", "tiny-org/sums/main:test", "--dry-run"]
  const main = fileURLToPath(new URL("main.ts", import.meta.url))
  const child = spawn(process.execPath, [main, "eval", ...flags], { env: { ...process.env, ...env }, stdio: "ignore" })
  const ended = once(child, "close")
  const sum = createHash("sha256").update(model.files[shard]).digest("hex")
  const file = join(env.HF_HOME, `hub/models--tiny-org--Tiny-0.1B/blobs/${sum}.incomplete`)
  const partial = () => existsSync(file) ? statSync(file).size : 0
  while (partial() < half && child.exitCode === null) await sleep(10)
  child.kill("SIGKILL")
  await ended
  expect(partial()).toBe(half)
  const asked = server.requests.length
  const { ok, stderr } = await invokeIn(env)("eval", ...flags)
  expect([ok, stderr]).toEqual([
    true,
    expect.stringContaining(shard),
  ])
  const whole = Buffer.from(model.files[shard]).length
  const sent = server.requests.slice(asked).filter(({ sent, path }) => sent > 0 && path.startsWith("/store"))
  expect(sent.map(({ range, sent }) => [range, sent])).toContainEqual([`bytes=${half}-`, whole - half])
})

it("takes a folder of the same name first, and what it names of a revision", async () => {
  const env = fresh()
  const invoke = invokeIn(env)
  const before = process.cwd()
  const home = newFolder()
  mkdirSync(join(home, "tiny-org/Tiny-0.1B"), { recursive: true })
  try {
    process.chdir(home)
    const asked = server.requests.length
    const { stderr } = await invoke("eval", "--model", model.name, "--dry-run")
    expect(stderr).toMatch(/^rlif: Cannot .*tiny-org\/Tiny-0.1B\/\w+.json/)
    expect(server.requests.length).toBe(asked)
  } finally {
    process.chdir(before)
  }
  const main = await invoke("eval", "--model", `${model.name}@main`, "--dry-run", "--data", "tiny-org/sums/main:test")
  expect([main.ok, main.stderr]).toEqual([true, expect.stringContaining("Fetching tiny-org/Tiny-0.1B")])
  expect(readdirSync(join(env.HF_HOME, "hub")).sort()).toEqual([
    "datasets--tiny-org--sums",
    "models--tiny-org--Tiny-0.1B",
  ])
})

it("says in one line what is wrong with a name", async () => {
  const invoke = invokeIn(fresh())
  const cases = [
    [
      ["--model", "tiny-org/none"],
      /^rlif: Cannot fetch model "tiny-org\/none": .*; and there is no folder "tiny-org\/none"$/,
    ],
    [
      ["--model", `${model.name}@v2`],
      /model "tiny-org\/Tiny-0.1B" at "v2": .* has no such thing \(Invalid rev id: v2\); and/,
    ],
    [
      ["--data", "tiny-org/none:train"],
      /data set "tiny-org\/none": .*; and "tiny-org\/none:train" is no file that ends in .jsonl, .json \(or .gz after them\) or .parquet$/,
    ],
    [
      ["--data", "tiny-org/sums"],
      /name one of tiny-org\/sums\/main:train, tiny-org\/sums\/main:test, tiny-org\/sums\/other:test$/,
    ],
    [["--data", "tiny-org/sums:dev"], /it has no tiny-org\/sums:dev, but /],
    [["--data", "problems.csv"], /^rlif: Cannot use "problems.csv": it is none of arithmetic/],
    [
      ["--data", "tiny-org/sums/other"],
      /Cannot read "gold" of line 2 of ".*other\/test.jsonl": it is missing; there is "question"$/,
    ],
    [
      ["--data", "tiny-org/sums/main:test", "--problem-column", "text"],
      /Cannot read "text" of row 1 of ".*parquet": it is missing; there are "question", "answer"$/,
    ],
    [["--data", "tiny-org/sums/main:test", "--problem-column", ","], /--problem-column: it names none$/],
  ] as const
  for (const [flags, message] of cases) {
    const { ok, stdout, stderr } = await invoke("eval", "--dry-run", ...flags)
    expect([ok, stdout]).toEqual([false, ""])
    const last = stderr.split("\n").filter((line) => !line.startsWith("Fetching"))
    expect(last).toEqual([expect.stringMatching(message)])
  }
})

it("trains where there are no answers to know", async () => {
  const file = join(newFolder(), "questions.jsonl")
  writeFileSync(file, ["1 + 1", "2 + 2", "3 + 3", "4 + 4"].map((text) => JSON.stringify({ text }) + "\n").join(""))
  const out = join(newFolder(), "run")
  const flags = [
    "--data",
    file,
    "--problem-column",
    "text",
    "--gold-column",
    "",
    "--template",
    "What is {{ problem }}?",
    "--eval-problems",
    "0",
  ]
  const { ok, stderr } = await invokeIn(fresh())("train", "--model", model.name, ...small, ...flags, "--out", out)
  expect([ok, stderr]).toEqual([true, expect.stringContaining("Fetching")])
  const { prompt, gold } = lines(join(out, "samples/step_000002.jsonl"))[0]
  expect(gold).toBe("")
  // A plain text begins as the tokenizer has it.
  expect(codec(chatFiles).decode(prompt)).toMatch(/^<\|endoftext\|>What is \d \+ \d\?$/)
})
