import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import * as names from "../settings/names.ts"

const tiny = ["--steps", "3", "--problems", "4", "--completions", "4", "--eval-problems", "16", "--eval-every", "2"]
const shown = ["--samples-every", "2", "--max-tokens", "32"]
let model = ""

beforeAll(async () => void (model = await newModel()))

/** Runs `rlif train` into a new folder, and hands back that folder with what was printed. */
const train = async (...flags: ReadonlyArray<string>) => {
  const out = join(newFolder(), "run")
  const { ok, stdout, stderr } = await invoke("train", ...flags, "--out", out)
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  return { out, stdout }
}

/** The lines of a run's metrics without the times, which alone may differ. */
const metrics = (out: string): ReadonlyArray<Readonly<Record<string, number>>> =>
  readFileSync(join(out, "metrics.jsonl"), "utf8").trimEnd().split("\n").map((line) =>
    Object.fromEntries(
      Object.entries(JSON.parse(line) as Record<string, number>)
        .filter(([key]) => !["step_time", "memory"].includes(key) && !key.startsWith("time/")),
    )
  )

const main = fileURLToPath(new URL("main.ts", import.meta.url))
const weights = (out: string, name = "final") => readFileSync(join(out, name, "model.safetensors")).toString("base64")
const config = (out: string) => JSON.parse(readFileSync(join(out, "config.json"), "utf8"))
const all = (out: string) => readdirSync(out, { recursive: true, encoding: "utf8" })

it("says what it takes of memory, and begins nothing that would not fit", async () => {
  const sizes = ["--steps", "1", "--problems", "2", "--completions", "2", "--max-tokens", "6", "--eval-problems", "0"]
  const { stdout } = await train("--model", model, ...sizes)
  const table = /^memory, about +MiB\n.*\n((?:.+ +\d+\n)+)Run folder/m.exec(stdout)![1]
  const lines = table.trimEnd().split("\n").map((line) => /^(.*?) +(\d+)$/.exec(line)!.slice(1))
  expect(lines.map(([what]) => what)).toEqual([
    "process",
    "weights",
    "decoder's own weights",
    "gradients",
    "optimizer state",
    "sampling",
    "learning",
    "checkpoint",
    "at most at once",
  ])

  const out = join(newFolder(), "run")
  const refused = await invoke("train", "--model", model, ...sizes, "--memory-limit", "99", "--out", out)
  expect([refused.ok, refused.stdout, existsSync(out)]).toEqual([false, "", false])
  expect(refused.stderr).toMatch(
    /^rlif: Cannot start: it would take about \d+ MiB, and 99 MiB are available \(.*\); lower .*--max-tokens/,
  )
  // Each is told what would still help it.
  const advised = async (...flags: ReadonlyArray<string>) =>
    (await invoke("train", "--model", model, ...sizes, "--memory-limit", "99", "--dry-run", ...flags)).stderr
  expect(await advised()).toContain("lora-rank")
  expect(await advised("--lora-rank", "2")).toMatch(/^(?!.*--lora-rank).*--lora-frozen int8/)
  expect(await advised("--lora-rank", "2", "--lora-frozen", "int8")).toMatch(/^(?!.*--lora)/)
  const unknown = await invoke("train", "--model", model, ...sizes, "--memory-limit", "99", "--provider", "webgpu")
  expect(unknown.stderr).toBe(
    "rlif: Cannot use --memory-limit: with --provider webgpu nothing is known of what a run takes",
  )
}, 60_000)

it.runIf(process.platform === "linux")(
  "repeats on one core what as many threads did on more",
  async () => {
    const { out } = await train(...tiny, "--threads", "3")
    const [cpu] = /Cpus_allowed_list:\t(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))!.slice(1)
    const again = join(newFolder(), "run")
    const from = ["--config", join(out, "config.json"), "--out", again]
    await promisify(execFile)("taskset", ["-c", cpu, process.execPath, main, "train", ...from])
    expect(config(again)).toEqual({ ...config(out), threads: 3, out: again })
    expect(weights(again)).toBe(weights(out))
  },
  60_000,
)

it("repeats with its seed or from its config.json bit for bit, and leaves a whole run folder", async () => {
  const { out, stdout } = await train(...tiny, ...shown)
  const other = await train(...tiny, ...shown, "--seed", "1")
  // The file says all; the flag wins.
  const repeated = await train("--config", join(out, "config.json"))
  expect(metrics(repeated.out)).toEqual(metrics(out))
  expect(weights(repeated.out)).toBe(weights(out))
  expect(config(repeated.out)).toEqual({ ...config(out), out: repeated.out })
  expect(Object.keys(config(repeated.out))).toEqual(Object.keys(config(out)))
  expect(metrics(other.out)[1]).not.toEqual(metrics(out)[1])
  expect(weights(other.out)).not.toBe(weights(out))

  expect(config(out).threads).toBe(availableParallelism())
  const lines = metrics(out)
  expect(lines.map(({ step }) => step)).toEqual([0, 1, 2, 3])
  for (const name of trlNames) {
    for (const line of lines.slice(1)) expect(line).toHaveProperty([name], expect.any(Number))
  }
  const evaluated = lines.filter((line) => "eval/accuracy" in line)
  expect(evaluated.map(({ step }) => step)).toEqual([0, 2, 3])
  const rose = evaluated.some((line) => line["eval/accuracy"] > evaluated[0]["eval/accuracy"])
  const files = [
    "about.txt",
    ...(rose ? ["best"] : []),
    "checkpoints",
    "config.json",
    "curves.svg",
    "final",
    "held_out",
    "metrics.jsonl",
    "report.html",
    "report.txt",
    "samples",
    "verdicts.jsonl",
  ]
  expect(readdirSync(out).sort()).toEqual(files)
  expect(stdout).toContain(`Run folder: ${out} (${files.join(", ")})`)
  expect(stdout.includes("best is a diagnostic")).toBe(rose)
  expect(stdout.trimEnd().split("\n").at(-1)).toBe(`Report, to open in a browser: ${join(out, "report.html")}`)
  if (rose) expect(JSON.parse(readFileSync(join(out, "best/diagnostic.json"), "utf8")).note).toContain("used labels")
  expect(stdout).toContain(readFileSync(join(out, "report.txt"), "utf8"))
  expect(readdirSync(join(out, "samples"))).toEqual(["step_000001.jsonl", "step_000002.jsonl"])
  expect(readFileSync(join(out, "samples/step_000002.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(16)
  const { from, updates, fingerprint } = JSON.parse(readFileSync(join(out, "final/origin.json"), "utf8"))
  expect([from.model, updates]).toEqual(["base", 3])
  expect(fingerprint).not.toBe(from.fingerprint)
  for (const saved of rose ? ["final", "best"] : ["final"]) {
    const flags = ["--problems", "16", "--max-tokens", "32", "--json"]
    const { ok, stdout } = await invoke("eval", "--model", join(out, saved), ...flags)
    expect(ok).toBe(true)
    // The same seed, problems and weights: what the run itself measured.
    if (saved === "final") expect(JSON.parse(stdout).accuracy).toBe(lines[3]["eval/accuracy"])
  }

  // A folder that has anything in it is left as it is.
  const before = all(out)
  const refused = await invoke("train", ...tiny, "--out", out)
  expect([refused.ok, refused.stdout]).toEqual([false, ""])
  expect(refused.stderr).toBe(
    `rlif: Cannot write "${out}": the folder is not empty; name another, or remove it`,
  )
  expect(all(out)).toEqual(before)
  expect(metrics(out)).toEqual(lines)
}, 120_000)

/** What TRL calls the things that every step of this run has. */
const trlNames = [
  "reward",
  "reward_std",
  "rewards/self_certainty/mean",
  "rewards/exact_answer/mean",
  "rewards/correlation",
  "verdicts/correct",
  "verdicts/wrong",
  "verdicts/unparsable",
  "frac_reward_zero_std",
  "entropy",
  "clip_ratio/low_mean",
  "clip_ratio/high_mean",
  "clip_ratio/region_mean",
  "completions/mean_length",
  "completions/min_length",
  "completions/max_length",
  "completions/clipped_ratio",
  "grad_norm",
  "learning_rate",
  "num_tokens",
  "sampling/sampling_logp_difference/mean",
  "sampling/sampling_logp_difference/max",
]

const at = <A>(list: ReadonlyArray<A>, i: number): A => list[i % list.length]

// As many rows as the longest list of names, so that each name is in one.
it.each(
  Array.from({ length: Math.max(...Object.values(names).map((n) => Array.isArray(n) ? n.length : 0)) }, (_, i) => ({
    reward: at(names.rewardNames, i),
    loss: at(names.lossNames, i),
    advantage: at(names.advantageNames, i),
    aggregate: at(names.aggregateNames, i),
    schedule: at(names.scheduleNames, i),
    penalty: at(names.penaltyNames, i),
    answer: at(names.answerNames, i),
  })),
)("takes a step with %j", async (row) => {
  const flags = Object.entries(row).flatMap(([name, value]) => [`--${name}`, value])
  const sizes = ["--steps", "1", "--problems", "2", "--completions", "2", "--max-tokens", "6", "--eval-problems", "0"]
  const { out, stdout } = await train("--model", model, ...flags, ...sizes, "--warm-up", "0")
  expect(config(out)).toMatchObject(row)
  const [line, ...more] = metrics(out)
  expect([line.step, more]).toEqual([1, []])
  for (const [name, value] of Object.entries(line)) expect([name, Number.isFinite(value)]).toEqual([name, true])
  expect(line).toHaveProperty([`rewards/${row.reward.replace("-", "_")}/mean`], line.reward)
  expect("kl" in line).toBe(row.penalty !== "none")
  expect(existsSync(join(out, "best"))).toBe(false)
  expect(stdout).not.toContain("best")
})

it("trains nothing on a dry run, and prints what --config reads back", async () => {
  const out = join(newFolder(), "run")
  const dry = (...flags: ReadonlyArray<string>) =>
    invoke("train", "--dry-run", "--model", model, "--max-tokens", "16", ...flags)
  const { ok, stdout, stderr } = await dry("--out", out, "--learning-rate", "1e-5", "--loss", "gspo")
  expect(ok).toBe(true)
  expect(existsSync(out)).toBe(false)
  expect(stderr).toMatch(
    /^First prompt: "Q .* =" = tokens \[.*\]\nEach of 60 updates: 32 problems x 8 completions = 256/,
  )
  expect(JSON.parse(stdout)).toMatchObject({ out, model, learningRate: 1e-5, loss: "gspo", reward: "self-certainty" })
  const file = join(newFolder(), "config.json")
  writeFileSync(file, stdout)
  // Flags win over the file, and the file over defaults.
  const flagged = await invoke("train", "--loss", "cispo", "--config", file, "--dry-run")
  expect(JSON.parse(flagged.stdout)).toEqual({ ...JSON.parse(stdout), loss: "cispo" })
})

it("trains on a file, and evaluates on another", async () => {
  const folder = newFolder()
  const write = (name: string, problems: ReadonlyArray<string>) => {
    writeFileSync(join(folder, name), problems.map((problem) => JSON.stringify({ problem, gold: "1" }) + "\n").join(""))
    return join(folder, name)
  }
  const data = write("train.jsonl", ["Q 1 + 2 =", "Q 2 + 2 =", "Q 3 + 2 =", "Q 4 + 2 =", "Q 5 + 2 ="])
  const evalData = write("eval.jsonl", ["Q 1 + 1 =", "Q 2 - 1 ="])
  const flags = ["--model", model, ...tiny, "--max-tokens", "6", "--data", data]
  const { out } = await train(...flags, "--eval-data", evalData, "--samples-every", "1")
  expect(metrics(out).map((line) => "eval/accuracy" in line)).toEqual([true, false, true, true])
  const asked = [1, 2, 3].flatMap((step) =>
    readFileSync(join(out, `samples/step_00000${step}.jsonl`), "utf8").trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    )
  )
  expect(new Set(asked.map(({ prompt }) => prompt[1])).size).toBe(5)
  expect(new Set(asked.map(({ prompt }) => prompt[2])).size).toBe(1)

  const words = write("words.jsonl", ["Q 1 + 2 =", "Q 1 plus 2 ="])
  const cases = [
    [["--problems", "2", "--data", data], /^rlif: Cannot evaluate: ".*train.jsonl" is trained on; name other problems/],
    [["--problems", "9", "--data", data], /^rlif: Cannot fill a batch of 9 problems: ".*train.jsonl" has 5; lower/],
    [["--problems", "2", "--data", words, "--eval-problems", "0"], /"plus" is not in the vocabulary/],
    [["--eval-data", words], /"plus" is not in the vocabulary/],
  ] as const
  for (const [flags, message] of cases) {
    const { ok, stdout, stderr } = await invoke("train", "--model", model, "--dry-run", "--max-tokens", "6", ...flags)
    expect([ok, stdout]).toEqual([false, ""])
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain("\n")
  }
})

it("says in one line what is wrong, before anything is written", async () => {
  const file = join(newFolder(), "config.json")
  writeFileSync(file, '{"learningrate": 1}')
  const cases = [
    [["--model", "/no/such"], /^rlif: Cannot use model "\/no\/such": there is no such folder/],
    [["--model", model, "--max-tokens", "60"], /its tokens, \d+, and --max-tokens 60 exceed the model's 64 positions$/],
    [["--config", file], /unknown key "learningrate"; known keys are .*learningRate/],
    [["--beta1", "1"], /^rlif: Cannot read flag --beta1: .*between 0 and 1 \(excluded\), got 1$/],
    [["--floor", "2"], /^rlif: Cannot read flag --floor: expected a value between 0 and 1, got 2$/],
    [["--clip-norm", "0"], /^rlif: Cannot read flag --clip-norm/],
    [["--reward", "none"], /--reward/],
    [["--learning-rte", "1"], /^rlif: Unrecognized flag: --learning-rte .*--learning-rate\n/],
  ] as const
  for (const [flags, message] of cases) {
    const out = join(newFolder(), "run")
    const { ok, stdout, stderr } = await invoke("train", "--out", out, ...flags)
    expect([ok, stdout, existsSync(out)]).toEqual([false, "", false])
    expect(stderr).toMatch(message)
  }
})

it("keeps what it measured where the numbers overflow", async () => {
  const out = join(newFolder(), "run")
  mkdirSync(out)
  const flags = ["--model", model, ...tiny, "--max-tokens", "6", "--learning-rate", "1e30", "--warm-up", "0"]
  const { ok, stderr } = await invoke("train", ...flags, "--out", out)
  expect(ok).toBe(false)
  expect(stderr).toMatch(
    /^Stopped: 1 of 3 .*\nGo on: .*\nrlif: Cannot (sample|update): .* is (NaN|-?Infinity), at step 2: the weights have gone too far, by a learning rate/,
  )
  expect(readdirSync(out).sort()).toEqual([
    "about.txt",
    "checkpoints",
    "config.json",
    "held_out",
    "metrics.jsonl",
    "samples",
    "verdicts.jsonl",
  ])
  expect(metrics(out)[0]).toHaveProperty(["eval/accuracy"], 0)
})

it("ends with 130 when it is interrupted, and leaves whole lines and no half-written file", async () => {
  const out = join(newFolder(), "run")
  const sizes = [
    "--steps",
    "100000",
    "--problems",
    "16",
    "--max-tokens",
    "32",
    "--eval-problems",
    "16",
    "--eval-every",
    "1",
  ]
  const child = spawn(process.execPath, [
    main,
    "train",
    "--model",
    model,
    ...sizes,
    "--samples-every",
    "1",
    "--out",
    out,
  ])
  let errors = ""
  child.stderr.on("data", (chunk) => (errors += chunk))
  child.stdout.resume()
  const ended = once(child, "close")
  const text = () => existsSync(join(out, "metrics.jsonl")) ? readFileSync(join(out, "metrics.jsonl"), "utf8") : ""
  while (text().split("\n").length < 4 && child.exitCode === null) await sleep(20)
  child.kill("SIGINT")
  const [code] = await ended
  expect([code, errors]).toEqual([130, ""])
  expect(text().endsWith("}\n")).toBe(true)
  expect(metrics(out).map(({ step }) => step)).toEqual(metrics(out).map((_, i) => i))
  expect(all(out).filter((name) => /partial|writing|old/.test(name))).toEqual([])
  expect(existsSync(join(out, "final"))).toBe(false)
})

it(
  "refuses a group of one before anything is read, and warns of rewards that never differ, which changes no bit",
  async () => {
    const alone = await invoke("train", "--model", "/no/such", "--data", "/no/such.jsonl", "--completions", "1")
    expect(alone).toEqual({
      ok: false,
      stdout: "",
      stderr:
        "rlif: Cannot use --completions 1 with --advantage standardized: it compares the completions of a problem with " +
        "each other, and one alone teaches nothing; use 2 or more",
    })
    const small = [
      "--model",
      model,
      "--problems",
      "2",
      "--completions",
      "2",
      "--max-tokens",
      "6",
      "--eval-problems",
      "0",
    ]
    const constant = await train(...small, "--steps", "6", "--reward", "constant")
    const warnings = constant.stdout.split("\n").filter((line) => line.startsWith("Warning: in "))
    expect(warnings.map((line) => /^Warning: in (.*) the rewards \(constant\)/.exec(line)?.[1])).toEqual([
      "5 updates in a row",
      "all 6 updates",
    ])
    expect(metrics(constant.out).map((line) => line["reward_zero_std_streak"])).toEqual([1, 2, 3, 4, 5, 6])
    const differing = await train(...small, "--steps", "6")
    expect(differing.stdout).not.toContain("Warning: in ")
    expect(metrics(differing.out).map((line) => line["reward_zero_std_streak"])).toEqual([0, 0, 0, 0, 0, 0])
  },
  60_000,
)
