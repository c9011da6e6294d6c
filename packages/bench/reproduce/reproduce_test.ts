// Two updates of everything that the report needs, in processes of their own; and what is kept is not done again.
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { pairName, pairs } from "./comparison.ts"
import { figures } from "./figures/figures.ts"
import { internal } from "./figures/rewards.ts"
import { inWords, type Job, jobsOf, resultOf, startOf } from "./job.ts"
import { ancestors } from "./models.ts"
import type { Row } from "./run.ts"
import { full, smoke } from "./scale.ts"
import type { Kept } from "./store.ts"

const folder = mkdtempSync(join(tmpdir(), "rlif-reproduce-"))
const [cache, out] = [join(folder, "cache"), join(folder, "out")]
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const main = fileURLToPath(new URL("./main.ts", import.meta.url))
const reproduce = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, [main, "--cache", cache, "--out", out, ...args], { encoding: "utf8" })

describe("jobs", () => {
  const rounds = jobsOf(figures, full)
  const jobs = rounds.flat()
  it("are each done once, and each in a file of its own", () =>
    expect(new Set(jobs.map((job) => resultOf(cache, job))).size).toBe(jobs.length))

  it("have their models made in earlier rounds", () => {
    const made = new Set<string>()
    for (const round of rounds) {
      const models = round.map((job) => startOf(job))
      for (const [i, model] of models.entries()) {
        const needed = round[i].kind === "model" ? ancestors(model) : [model]
        for (const one of needed) expect(made).toContain(JSON.stringify(one))
      }
      for (const job of round) if (job.kind === "model") made.add(JSON.stringify(job.model))
    }
  })

  it("control every curve of internal feedback at its own learning rate, world, model and seeds", () => {
    const runs = jobs.flatMap((job) => job.kind === "run" && job.experiment.steps > 0 ? [job.experiment] : [])
    const settings = (objective: string, mixed: boolean) =>
      new Set(
        runs.filter((run) => run.objective === objective && (mixed || run.instruct % 1 === 0))
          .map(({ world, instruct, learningRate, steps, seed }) =>
            JSON.stringify([world, instruct, learningRate, steps, seed])
          ),
      )
    const controlled = settings("random", false)
    // Mixes are not controlled, and the report says so.
    for (const objective of [...internal, "exact-answer"]) {
      expect([...settings(objective, false)].filter((setting) => !controlled.has(setting)), objective).toEqual([])
    }
  })
})

describe("a smoke run", () => {
  const jobs = jobsOf(figures, smoke).flat()
  let first: ReturnType<typeof reproduce>
  beforeAll(() => {
    first = reproduce("--smoke")
  }, 600_000)

  it("does every job, on models that ship and mixes of them", () => {
    expect(first.stderr).toBe("")
    expect(first.status).toBe(0)
    for (const job of jobs.filter(({ kind }) => kind !== "model")) expect(first.stdout).toContain(inWords(job))
  })

  it("keeps rows of finite numbers, from before training to the end", () => {
    const read = (job: Job) => JSON.parse(readFileSync(resultOf(cache, job), "utf8"))
    for (const job of jobs) {
      if (job.kind !== "run") continue
      const { result, made }: Kept = read(job)
      const rows = result as ReadonlyArray<Row>
      expect(rows.map(({ step }) => step)).toEqual(job.experiment.steps === 0 ? [0] : [0, 1, 2])
      for (const { metrics, bins } of rows) {
        for (const [name, value] of Object.entries(metrics)) expect(value, name).toEqual(expect.any(Number))
        for (const kind of [bins.answer, bins.completion]) {
          expect(kind.reduce((sum, [count]) => sum + count, 0)).toBeLessThanOrEqual(smoke.problems)
        }
      }
      expect(made).toEqual({
        commit: expect.stringMatching(/^[0-9a-f]{7,}(-dirty)?$/),
        machine: expect.stringMatching(/^\d+ x ./),
        node: process.version,
        seconds: expect.any(Number),
      })
      for (const pair of pairs) {
        if (job.experiment.steps === 0) continue
        const gap = rows.at(-1)!.metrics[`train/gap/${pairName(pair)}`]
        expect(gap).toBeGreaterThanOrEqual(0)
        // Theorems E1 and E10, on the rollouts of training.
        if (pairName(pair) === "token-entropy~forward-certainty") expect(gap).toBeLessThan(1e-5)
      }
    }
  })

  it("writes a page and its twin, with every figure, table and verdict", () => {
    const [page, twin] = ["index.html", "README.md"].map((name) => readFileSync(join(out, name), "utf8"))
    for (const { title, question } of figures) {
      expect(page).toContain(title)
      expect(twin).toContain(question)
    }
    // One seed decides nothing.
    expect(page).toContain(">undecided<")
    expect(page).not.toContain(">reproduced<")
    expect(page).not.toContain("not run, 0 seeds")
    for (const [, picture] of twin.matchAll(/\]\((.*\.svg)\)/g)) {
      expect(readFileSync(join(out, picture), "utf8")).toMatch(/^<svg /)
    }
  })

  it("has nothing left to do the second time, be it by its cache or by its rows", () => {
    const before = readFileSync(join(out, "rows.jsonl"), "utf8")
    expect(before.trim().split("\n").length).toBe(jobs.filter(({ kind }) => kind !== "model").length)
    rmSync(cache, { recursive: true })
    const again = reproduce("--smoke")
    expect(again.stderr).toBe("")
    expect(again.stdout).toContain("smoke: 0 jobs to do")
    expect(readFileSync(join(out, "rows.jsonl"), "utf8")).toBe(before)
  })

  it("can be repeated, a run at a time, and says where a row is not what it was", () => {
    const same = reproduce("--smoke", "--repeat")
    expect([same.status, same.stderr, same.stdout.trim().split("\n").at(-1)]).toEqual([0, "", "1 passed, 0 failed"])
    const file = join(out, "rows.jsonl")
    const rows = readFileSync(file, "utf8")
    writeFileSync(file, rows.replaceAll(/"entropy":([\d.]+)/g, '"entropy":9'))
    const other = reproduce("--smoke", "--repeat")
    writeFileSync(file, rows)
    expect(other.status).toBe(1)
    expect(other.stdout).toMatch(/after 0 updates entropy: 9 is committed, 0\.\d+ now/)
    expect(other.stdout).toMatch(/0 passed, 1 failed\n$/)
  })
})

it("goes on where it was interrupted, and leaves no process behind", async () => {
  const args = [main, "--smoke", "--cache", join(folder, "interrupted"), "--out", join(folder, "out-2"), "calibration"]
  const first = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  let printed = ""
  for await (const text of first.stdout.setEncoding("utf8")) {
    printed += text
    // The first job is done, the others are running or to come.
    if (printed.includes("1/6")) first.kill("SIGINT")
  }
  expect(printed).toContain("smoke: 6 jobs to do")
  expect(printed).not.toContain("index.html")
  // The stream ends when the last process that writes to it does.
  expect(first.exitCode ?? first.signalCode).not.toBe(0)
  const again = spawnSync(process.execPath, args, { encoding: "utf8" })
  const left = Number(/smoke: (\d) jobs to do/.exec(again.stdout)?.[1])
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(6)
  expect(again.stdout).toContain("index.html")
}, 120_000)

it("names the figures that there are", () => {
  const { status, stderr } = reproduce("--smoke", "figure_8")
  expect(status).toBe(2)
  expect(stderr).toContain("Cannot reproduce figure_8: the figures are base_curves, instruct_curves")
})
