import { execFile } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { readFlags } from "./_flags.ts"
import { draw } from "../reproduce/repeat.ts"
import type { PhaseCost } from "./memory.ts"

/** The command as it is called. */
const run = (...args: ReadonlyArray<string>) =>
  new Promise<{ readonly status: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const main = join(import.meta.dirname, "..", "main.ts")
    execFile(
      process.execPath,
      [main, "memory", ...args],
      (error, stdout, stderr) => resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
    )
  })

/** Some of what takes long, one after another from where the commit says, so that all have their turn. */
const drawn = <A>(all: ReadonlyArray<A>, count: number): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, i) => all[(draw() + i) % all.length])

const tiny = ["--layers", "1", "--vocab", "257", "--prompts", "2", "--completions", "2", "--prompt-tokens", "9"]

it("loads, samples and trains a model that it makes, and counts what they take", async () => {
  const { status, stdout, stderr } = await run(...tiny, "--max-tokens", "3", "--json")
  expect(stderr).not.toContain("Error")
  expect(status).toBe(0)
  const costs: ReadonlyArray<PhaseCost> = JSON.parse(stdout)
  expect(costs.map(({ phase, status, tokens }) => [phase, status, tokens])).toEqual([
    ["load", 0, 0],
    ["sample", 0, 12],
    ["step", 0, 12],
  ])
  for (const { seconds, peak, phase, expected } of costs) {
    expect(seconds).toBeGreaterThan(0)
    // One layer of 15 million parameters, and Node.
    expect(peak).toBeGreaterThan(60e6)
    if (phase !== "step") expect(peak).toBeLessThan(1e9)
    // Each of two threads has weights and a decoder of its own, beside gradients and the optimizer's state.
    else expect(Math.abs(Math.log(expected! / peak))).toBeLessThan(Math.log(1.35))
  }
}, 120_000)

// The vocabulary of Qwen2.5 and a twelfth of its layers.
it("expects of training what it takes, within a quarter, above 1 GiB", async () => {
  const work = ["--layers", "2", "--prompts", "4", "--completions", "4", "--prompt-tokens", "32", "--max-tokens", "24"]
  for (const rank of drawn(["8", "0"], 1)) {
    const { stdout } = await run("--phases", "step", ...work, "--rank", rank, "--json")
    const [{ status, peak, expected }]: ReadonlyArray<PhaseCost> = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(peak).toBeGreaterThan(2 ** 30)
    expect(expected! / peak).toBeGreaterThan(0.75)
    expect(expected! / peak).toBeLessThan(1.25)
  }
}, 240_000)

// Runs of the command's own model, of which most is the process itself.
it.each(drawn([
  ["least", ["--steps", "1", "--problems", "1", "--completions", "2", "--max-tokens", "2", "--eval-problems", "0"]],
  ["usual", ["--steps", "10"]],
  ["adapter", ["--steps", "3", "--lora-rank", "8", "--problems", "8"]],
  ["penalty", ["--steps", "3", "--penalty", "k3", "--eval-problems", "0"]],
  ["wide", ["--steps", "3", "--problems", "64", "--completions", "16", "--eval-problems", "0"]],
  ["large micro-batches", ["--steps", "2", "--micro-batch-tokens", "8192"]],
], 3))("expects within a quarter what a small run takes: %s", async (_, flags) => {
  const main = fileURLToPath(import.meta.resolve("@rlif/trainer/cli/main.ts"))
  const out = join(mkdtempSync(join(tmpdir(), "rlif-memory-")), "run")
  const { stdout } = await promisify(execFile)(process.execPath, [main, "train", ...flags, "--out", out])
  const number = (line: RegExp) => Number(line.exec(stdout)![1])
  const [expected, measured] = [number(/^at most at once +(\d+)$/m), number(/^Memory: at most (\d+) MiB$/m)]
  expect(expected / measured).toBeGreaterThan(0.75)
  expect(expected / measured).toBeLessThan(1.25)
}, 120_000)

it("prints a table, and a phase that fails", async () => {
  const { status, stdout } = await run("--model", "/no/such/folder", "--phases", "load")
  expect(stdout).toMatch(/^\| load \| .* \| FAILED: exit status 1 \|$/m)
  expect(status).toBe(1)
}, 60_000)

it("refuses flags that it cannot follow", async () => {
  const refused = (...args: ReadonlyArray<string>) => Effect.runSync(Effect.flip(readFlags(args))).message
  expect(refused("--phases", "load,fly")).toBe(
    `Cannot measure memory: --phases has "fly"; there are load, sample, step`,
  )
  expect(refused("--vocab", "256")).toContain(`--vocab is "256", not a whole number from 257 to 999999`)
  expect(refused("--model", "x", "--layers", "2")).toContain("--layers is of a model that is made")
  expect(refused("--fast")).toContain("Unknown option '--fast'")
  const { status, stderr } = await run("--prompts", "none")
  expect(stderr).toContain("npm run bench -- memory [--model FOLDER]")
  expect(status).toBe(2)
}, 60_000)

it("measures half a billion parameters unless it is told otherwise", () => {
  const { model, layers, vocab, phases } = Effect.runSync(readFlags([]))
  expect({ model, layers, vocab, phases }).toEqual({
    model: undefined,
    layers: 24,
    vocab: 151_936,
    phases: ["load", "sample", "step"],
  })
})
