import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { madeUp, samplesOf } from "../page/testing/made_up.ts"
import { invoke, newFolder } from "../testing/invoke.ts"

it("writes the page into the run's folder, again and again", async () => {
  const run = madeUp({ name: "a" })
  const file = join(run, "report.html")
  for (const _ of [1, 2]) {
    expect(await invoke("report", run)).toEqual({
      ok: true,
      stdout: expect.stringMatching(/^.*\/a\/report.html: 0\.0\d MiB$/),
      stderr: "",
    })
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>\n(.*\n)*<\/html>\n$/)
  }
})

it("writes another file only if it is new, or by force", async () => {
  const runs = [madeUp({ name: "a" }), madeUp({ name: "a", reward: "entropy" })]
  const out = join(newFolder(), "both.html")
  writeFileSync(out, "mine")
  expect((await invoke("report", ...runs, "--out", out)).stderr).toMatch(
    /both.html": it exists; --force writes it anew$/,
  )
  expect((await invoke("report", ...runs, "--out", out, "--force")).ok).toBe(true)
  // Runs of one name are told apart by their paths.
  expect(readFileSync(out, "utf8")).toContain(`<title>2 runs: ${runs.join(", ")}</title>`)
  expect(runs.map((run) => existsSync(join(run, "report.html")))).toEqual([false, false])
})

it("has the samples of as many updates as it is told", async () => {
  const run = madeUp({ name: "a", samples: Object.fromEntries([1, 2, 3, 4].map((step) => [step, samplesOf(step)])) })
  const sizes = []
  for (const updates of ["1", "2", "60"]) {
    sizes.push((await invoke("report", run, "--updates", updates, "--out", "-")).stdout.length)
  }
  expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes)
})

it("says which file is wrong", async () => {
  const run = madeUp({ name: "a" })
  const refused = async (...args: ReadonlyArray<string>) => {
    const { ok, stderr } = await invoke("report", ...args)
    expect(ok).toBe(false)
    return stderr
  }
  expect(await refused()).toMatch(/^rlif: Missing required argument: RUN/)
  expect(await refused("/no/such")).toMatch(/^rlif: Cannot read "\/no\/such\/config.json": ENOENT/)
  writeFileSync(join(run, "samples", "step_000002.jsonl"), "{}\n")
  expect(await refused(run)).toMatch(/^rlif: Cannot read ".*samples\/step_000002.jsonl": line 1: /)
  writeFileSync(join(run, "guard.jsonl"), "[]\n")
  expect(await refused(run)).toMatch(/^rlif: Cannot read ".*guard.jsonl": line 1: /)
  writeFileSync(join(run, "config.json"), '{"vocab_size": 3}')
  expect(await refused(run)).toMatch(/^rlif: Cannot read ".*config.json": these are no settings of a run$/)
})

it("shows whole texts where no tokenizer is found, and says so", async () => {
  const run = madeUp({ name: "a", config: { model: join(newFolder(), "gone") } })
  const { ok, stderr } = await invoke("report", run)
  expect([ok, stderr]).toEqual([
    true,
    expect.stringMatching(/^Tokens of ".*" are not shown one by one: Cannot use model /),
  ])
  expect(readFileSync(join(run, "report.html"), "utf8")).toContain('<p class="text">')
})
