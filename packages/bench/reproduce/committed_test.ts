// The report of the full run that is committed: whole, and exactly what its rows say.
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { figures } from "./figures/figures.ts"
import { jobsOf } from "./job.ts"
import { full } from "./scale.ts"
import type { Line } from "./store.ts"

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const committed = at("../results/full")
const read = (folder: string, file: string) => readFileSync(join(folder, file), "utf8")
const drawn = mkdtempSync(join(tmpdir(), "rlif-committed-"))
afterAll(() => rmSync(drawn, { recursive: true, force: true }))

describe("the committed rows", () => {
  const rows: ReadonlyArray<Line> = read(committed, "rows.jsonl").trim().split("\n").map((line) => JSON.parse(line))
  it("are of every run, as the runs are defined now", () => {
    const wanted = jobsOf(figures, full).flat().filter(({ kind }) => kind !== "model")
    expect(rows.map(({ job }) => job)).toEqual(wanted)
  })

  it("say where each comes from: a commit without changes", () => {
    for (const { made: { commit, machine, node, seconds } } of rows) {
      expect(commit).toMatch(/^[0-9a-f]{7,}$/)
      expect([machine, node]).toEqual([expect.stringMatching(/^\d+ x ./), expect.stringMatching(/^v\d+/)])
      expect(seconds).toBeGreaterThan(0)
    }
  })

  it("were trained on problems and seeds of their own: every seed has another start", () => {
    const starts = rows.flatMap(({ job, result }) =>
      job.kind === "run" && job.experiment.world === "sound" && job.experiment.objective === "constant" &&
        Array.isArray(result)
        ? [JSON.stringify(result[0].metrics)]
        : []
    )
    expect(new Set(starts).size).toBe(full.seeds.length)
  })
})

it("the committed report is what its rows say, byte for byte", () => {
  copyFileSync(join(committed, "rows.jsonl"), join(drawn, "rows.jsonl"))
  const args = [at("main.ts"), "--draw", "--out", drawn, "--cache", join(drawn, "none")]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  expect([status, stderr]).toEqual([0, ""])
  expect(readdirSync(drawn)).toEqual(readdirSync(committed))
  for (const file of readdirSync(drawn)) expect(read(drawn, file), file).toBe(read(committed, file))
})
