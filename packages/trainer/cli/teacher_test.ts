// What a run has beside its policy: a teacher, and other wordings of its problems.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

let model = ""
beforeAll(async () => void (model = await newModel()))

const sizes = "--problems 2 --completions 4 --max-tokens 6 --eval-problems 0 --threads 1 --warm-up 0 --save-every 0"
  .split(" ")
const linesOf = (out: string) =>
  readFileSync(join(out, "metrics.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line))
const train = async (...flags: ReadonlyArray<string>) => {
  const out = join(newFolder(), "run")
  const { stderr } = await invoke("train", "--model", model, ...sizes, ...flags, "--out", out)
  expect(stderr).toBe("")
  return linesOf(out)
}
const fileOf = (rows: ReadonlyArray<object>) => {
  const file = join(newFolder(), "problems.jsonl")
  writeFileSync(file, rows.map((row) => JSON.stringify(row) + "\n").join(""))
  return file
}
const swapped = [[1, 2], [3, 4], [5, 6], [7, 8]].map(([a, b]) => ({
  problem: `Q ${a} + ${b} =`,
  other: [`Q ${b} + ${a} =`, `Q ${a} * ${b} =`],
  gold: "0",
}))

it("rewards what the model as it was thinks likelier than the policy does: nothing at first", async () => {
  const lines = await train("--reward", "log-ratio", "--teacher", "frozen", "--steps", "3", "--learning-rate", "0.01")
  const ratios = lines.map((line) => line["rewards/log_ratio/mean"])
  expect(Math.abs(ratios[0])).toBeLessThan(1e-4)
  // A policy that has moved is likelier under itself, in the mean over what it says: KL is above 0.
  expect(Math.abs(ratios[2])).toBeGreaterThan(1e-3)
}, 60_000)

it("asks a teacher that follows at rate 1 as the policy itself, and a frozen one as it was", async () => {
  const rates = "--steps 3 --learning-rate 0.01".split(" ")
  const last = async (teacher: string) =>
    (await train("--reward", "log-ratio", "--teacher", teacher, ...rates))[2]["rewards/log_ratio/mean"]
  expect(Math.abs(await last("following:1"))).toBeLessThan(1e-4)
  expect(Math.abs(await last("following:0.5"))).toBeGreaterThan(1e-4)
}, 60_000)

describe("wordings of a problem", () => {
  it("follow each other in a batch, and each is judged by the others", async () => {
    const data = fileOf(swapped)
    const flags = ["--data", data, "--paraphrase-column", "other", "--reward", "cross-vote"]
    const { stderr } = await invoke("train", "--dry-run", "--model", model, ...sizes, ...flags)
    expect(stderr).toContain("2 problems x 3 wordings x 4 completions = 24 samples")
    const out = join(newFolder(), "run")
    await invoke("train", "--model", model, ...sizes, ...flags, "--steps", "2", "--out", out)
    expect(linesOf(out).map((line) => line["rewards/cross_vote/mean"])).toEqual([
      expect.any(Number),
      expect.any(Number),
    ])
  }, 60_000)

  it("are as many of each problem, and none is empty or missing", async () => {
    const said = async (rows: ReadonlyArray<object>) =>
      (await invoke(
        "train",
        "--dry-run",
        "--model",
        model,
        ...sizes,
        "--data",
        fileOf(rows),
        "--paraphrase-column",
        "other",
      ))
        .stderr
    const [first, ...rest] = swapped
    expect(await said([{ ...first, other: "Q 2 + 1 =" }, ...rest])).toMatch(
      /Cannot use ".*": by --paraphrase-column other problem "1" has 1 other wordings and problem "2" has 2/,
    )
    expect(await said([first, { ...rest[0], other: " " }])).toMatch(
      /"other.*" of line 2 of ".*".* it is empty|other.*empty/,
    )
    expect(await said([first, { problem: "Q 1 + 1 =", gold: "2" }])).toMatch(/"other" of line 2/)
  }, 60_000)
})

it("counts each sampled token once, however often a batch is learned from", async () => {
  const tokens = async (...flags: ReadonlyArray<string>) =>
    (await train("--reward", "length", ...flags)).map((line) => line.num_tokens)
  const [once] = await tokens("--steps", "1")
  const [first, second] = await tokens("--minibatches", "2", "--steps", "2")
  expect(second).toBe(once)
  expect(await tokens("--minibatches", "2", "--epochs", "2", "--steps", "4")).toEqual([first, once, once, once])
}, 60_000)

it("says which flag asks more problems than a file has", async () => {
  const flags = ["--data", fileOf(swapped), "--reward", "length"]
  const { stderr } = await invoke("train", "--dry-run", "--model", model, ...sizes, ...flags, "--replacements", "2")
  expect(stderr).toMatch(
    /^rlif: Cannot fill a batch of 6 problems, each of --problems 2 with --replacements 2: ".*problems.jsonl" has 4; lower --replacements or --problems$/,
  )
}, 60_000)
