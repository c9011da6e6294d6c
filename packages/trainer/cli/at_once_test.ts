// Processes that start at once, and where their runs go.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { expect, it } from "vitest"
import { newFolder, newModel } from "../testing/invoke.ts"

const main = join(import.meta.dirname, "main.ts")
const steps = 3

/** Four of `rlif train` at once in one folder, each with a seed of its own. */
const four = async (cwd: string, ...flags: ReadonlyArray<string>) => {
  const sizes = [
    "--steps",
    String(steps),
    "--problems",
    "1",
    "--completions",
    "2",
    "--max-tokens",
    "4",
    "--eval-problems",
    "0",
  ]
  const all = ["train", "--model", await newModel(), "--samples-every", "1", "--threads", "1", ...sizes, ...flags]
  return Promise.all([1, 2, 3, 4].map(async (seed) => {
    const child = spawn(process.execPath, [main, ...all, "--seed", String(seed)], { cwd })
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
    return { seed, stdout, stderr, code: code as number }
  }))
}

/** Whose run a folder holds, all of it. */
const seedOf = (folder: string): number => {
  expect(readdirSync(folder).sort())
    .toEqual([
      "about.txt",
      "checkpoints",
      "config.json",
      "curves.svg",
      "final",
      "metrics.jsonl",
      "report.html",
      "report.txt",
      "samples",
    ])
  const lines = readFileSync(join(folder, "metrics.jsonl"), "utf8").trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  )
  expect(lines.map(({ step }) => step)).toEqual([1, 2, 3])
  expect(readdirSync(join(folder, "samples")).length).toBe(steps)
  return JSON.parse(readFileSync(join(folder, "config.json"), "utf8")).seed
}

it("one of four takes the folder of --out; the others say that it is taken", async () => {
  const cwd = newFolder()
  const ended = await four(cwd, "--out", "new/run")
  const [winner, ...others] = ended.sort((a, b) => a.code - b.code)
  expect([winner!.code, winner!.stderr]).toEqual([0, ""])
  for (const { code, stderr } of others) {
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^rlif: Cannot (use "new\/run": process \d+ is at work there|write "new\/run": the folder is not empty)/,
    )
  }
  expect(seedOf(join(cwd, "new/run"))).toBe(winner!.seed)
}, 120_000)

it("four of one name have four folders", async () => {
  const cwd = newFolder()
  const ended = await four(cwd)
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, ""]))
  const folders = ["runs/self-certainty-1", "runs/self-certainty-2", "runs/self-certainty-3", "runs/self-certainty-4"]
  expect(readdirSync(join(cwd, "runs")).map((name) => `runs/${name}`).sort()).toEqual(folders)
  const seeds = folders.map((folder) => seedOf(join(cwd, folder)))
  for (const { seed, stdout } of ended) expect(stdout).toContain(`Run folder: ${folders[seeds.indexOf(seed)]} (`)
  expect(seeds.sort()).toEqual([1, 2, 3, 4])
}, 120_000)

it("leaves no folder where a start fails", async () => {
  const cwd = newFolder()
  const child = spawn(process.execPath, [main, "train", "--model", "/no/such", "--out", "new/run"], { cwd })
  expect(await once(child, "close")).toEqual([1, null])
  expect(existsSync(join(cwd, "new"))).toBe(false)
})
