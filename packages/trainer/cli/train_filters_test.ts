// Completions that `rlif train` draws with filters, and batches that it learns from several times.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

let model = ""
beforeAll(async () => void (model = await newModel()))

const tiny = [
  "--problems",
  "4",
  "--completions",
  "3",
  "--max-tokens",
  "6",
  "--eval-problems",
  "0",
  "--save-every",
  "0",
  "--warm-up",
  "0",
]
const train = async (...flags: ReadonlyArray<string>) => {
  const out = join(newFolder(), "run")
  const done = await invoke("train", "--model", model, ...tiny, "--out", out, ...flags)
  expect(done).toMatchObject({ ok: true, stderr: "" })
  const lines = (name: string) =>
    readFileSync(join(out, name), "utf8").trim().split("\n").map((line) => JSON.parse(line))
  return { lines: lines("metrics.jsonl"), samples: lines("samples/step_000001.jsonl"), stdout: done.stdout }
}

it.each([
  ["--top-k", "3"],
  ["--top-p", "0.5"],
  ["--min-p", "0.5"],
  ["--repetition-penalty", "2"],
  ["--signal-temperature", "0.5"],
])("weighs what %s %s made likelier, by signals that know nothing of it", async (...filter) => {
  const { lines: [line], samples } = await train("--steps", "1", "--correction-cap", "9", ...filter)
  expect(Math.abs(line["sampling/filter_weight"] - 1)).toBeGreaterThan(0.001)
  expect(line["sampling/sampling_logp_difference/max"]).toBeLessThan(1e-4)
  expect(samples[0].temperature).toBe(filter[0] === "--signal-temperature" ? 0.5 : 1)
  expect(samples[0].signals).not.toHaveProperty("drawn")
})

it("learns from texts as they are by a loss that asks for no probabilities", async () => {
  const { lines: [line] } = await train("--steps", "1", "--top-k", "3", "--loss", "nll")
  expect(line).not.toHaveProperty("sampling/filter_weight")
})

it("makes several updates of a batch, each of a part of it, by so many more updates behind", async () => {
  const { lines, stdout } = await train("--steps", "8", "--minibatches", "2", "--epochs", "2", "--samples-every", "1")
  expect(lines.map((line) => line["sampling/lag"])).toEqual([0, 1, 2, 3, 0, 1, 2, 3])
  expect(stdout).toContain(
    "Each of 2 batches, 4 updates each: 4 problems x 3 completions = 12 samples of at most 6 tokens",
  )
})

it("lets more completions vote than train", async () => {
  const flags = ["--steps", "1", "--votes", "9", "--reward", "cluster-frequency", "--answer", "loose"]
  const { samples, stdout } = await train(...flags)
  expect(samples).toHaveLength(4 * 3)
  expect(stdout).toContain("4 problems x 9 completions = 36 samples")
})

it("draws and evaluates with the same filters", async () => {
  const run = (...flags: ReadonlyArray<string>) =>
    invoke("eval", "--model", model, "--problems", "20", "--max-tokens", "6", "--json", ...flags)
  const narrow = JSON.parse((await run("--min-p", "0.99")).stdout)
  const likeliest = JSON.parse((await run("--temperature", "0")).stdout)
  expect([narrow.correct, narrow.length]).toEqual([likeliest.correct, likeliest.length])
  const sampled = await invoke(
    "sample",
    "--model",
    model,
    "--problems",
    "2",
    "--max-tokens",
    "6",
    "--repetition-penalty",
    "0",
  )
  expect(sampled.stderr).toContain("Cannot read flag --repetition-penalty")
})
