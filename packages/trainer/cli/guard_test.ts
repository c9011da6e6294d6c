// What a guard does to a run of the command, and what it does not.
import { vocabulary } from "@rlif/core/data/arithmetic"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { replay } from "../guard/replay.ts"
import { guardOf } from "../settings/guards.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import { meaning } from "../testing/meaning.ts"

let model = ""
beforeAll(async () => void (model = await newModel()))

/** A few updates of the tiny model, with a checkpoint of every other one. */
const tiny = {
  problems: 2,
  completions: 3,
  "max-tokens": 6,
  "eval-problems": 4,
  "eval-every": 2,
  "samples-every": 2,
  "save-every": 2,
  threads: 1,
}
type Flags = Readonly<Record<string, string | number>>
const flagsOf = (flags: Flags) => Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])

/** A run in a new folder. */
const train = async (flags: Flags) => {
  const out = join(newFolder(), "run")
  const done = await invoke("train", ...flagsOf({ model, ...tiny, ...flags }), "--out", out)
  expect(done).toMatchObject({ ok: true, stderr: "" })
  return { out, stdout: done.stdout }
}
/** A run without a guard, made once. */
const plain = (steps: number) => plains[steps] ??= train({ steps })
const plains: Record<number, ReturnType<typeof train>> = {}
const resume = (run: string, ...flags: ReadonlyArray<string>) => invoke("train", "--resume", run, ...flags)

const text = (run: string, name: string) => readFileSync(join(run, name), "utf8")
const rows = (run: string, name: string) => text(run, name).trimEnd().split("\n").map((line) => JSON.parse(line))
const weights = (run: string, name = "final") => readFileSync(join(run, name, "model.safetensors")).toString("base64")

/** What a run means beside its guard: without its decisions, what they saved, what was said of it, and its settings of guards. */
const unguarded = (run: string) => {
  const { "config.json": config, "about.txt": _, ...rest } = meaning(run)
  const own = Object.entries(rest).filter(([name]) => name !== "guard.jsonl" && !name.startsWith("average"))
  return [Object.fromEntries(own), config.replaceAll(/ *"guard(Labels)?":.*\n/g, "")]
}

describe("a guard that stops", () => {
  it("keeps the weights before the update that it objects to, bit for bit those of a run without it", async () => {
    const { out, stdout } = await train({ steps: 6, guard: "clock:updates=3" })
    const short = await plain(3)
    expect(weights(out)).toBe(weights(short.out))
    // The update that was objected to is in the log, and was taken back.
    expect(rows(out, "metrics.jsonl").map(({ step }) => step)).toEqual([0, 1, 2, 3, 4])
    const whole = await plain(6)
    const first = (run: string) =>
      text(run, "metrics.jsonl").replaceAll(/"(step_time|memory)":[^,]+,/g, "").split("\n").slice(0, 5)
    expect(first(out)).toEqual(first(whole.out))
    expect(readdirSync(join(out, "checkpoints"))).toEqual(["000002", "000003"])
    expect(weights(out, "checkpoints/000003")).toBe(weights(out))

    const line = {
      step: 4,
      guard: "clock:updates=3",
      decision: "stop",
      kept: 3,
      reason: "3 updates are done",
      numbers: { updates: 3 },
    }
    expect(rows(out, "guard.jsonl")).toEqual([line])
    expect(JSON.parse(text(out, "final/origin.json"))).toMatchObject({ updates: 3, ended: line })
    const said =
      "The guard clock:updates=3 stopped the run at update 4: 3 updates are done. final has the weights after " +
      "update 3."
    expect(text(out, "report.txt")).toContain(said)
    expect(stdout).toContain(said)
    expect(stdout).toContain(`Go on without a guard: rlif train --resume ${out} --guard none`)
    expect(JSON.parse(text(out, "config.json"))).toMatchObject({ guard: "clock:updates=3", guardLabels: "" })
    // The weights that are kept are evaluated, though no evaluation was due.
    expect(text(out, "report.txt")).toMatch(/^ {3}3 /m)
  }, 60_000)

  it("saves the mean of the last weights, and says of which", async () => {
    const { out, stdout } = await train({ steps: 6, guard: "clock:updates=3", "lora-rank": 2 })
    expect(JSON.parse(text(out, "average/average.json")).updates).toEqual([2, 3])
    expect(stdout).toContain("average has the mean of the weights after updates 2, 3.")
    const floats = (name: string) => {
      const bytes = readFileSync(join(out, name, "adapter_model.safetensors"))
      const head = 8 + Number(bytes.readBigUInt64LE(0))
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset + head, bytes.byteOffset + bytes.length))
    }
    const [before, last, mean] = ["checkpoints/000002", "final", "average"].map(floats)
    expect(mean).toEqual(before.map((value, i) => Math.fround((value + last[i]) / 2)))
    expect(mean).not.toEqual(last)
  }, 60_000)

  it("does so where sampling has run ahead", async () => {
    const { out } = await train({ steps: 6, lookahead: 2, guard: "clock:updates=3" })
    expect(JSON.parse(text(out, "final/origin.json"))).toMatchObject({ updates: 3, ended: { step: 4, kept: 3 } })
    expect(weights(out)).toBe(weights(out, "checkpoints/000003"))
  }, 60_000)

  it("may let nothing begin", async () => {
    for (const evaluated of [4, 0]) {
      const evaluations = evaluated === 0 ? { "eval-every": 5 } : {}
      const guard = "entropy-budget:floor=10"
      const { out, stdout } = await train({ steps: 3, "eval-problems": evaluated, ...evaluations, guard })
      expect(stdout).toContain("the model is too certain already to gain. final has the weights of the start.")
      expect(weights(out)).toBe(readFileSync(join(model, "model.safetensors")).toString("base64"))
      expect([existsSync(join(out, "average")), existsSync(join(out, "checkpoints"))]).toEqual([false, false])
      expect((await resume(out)).stderr).toContain("ended it at update 1, as entropy is")
    }
  }, 60_000)
})

describe("a guard that warns", () => {
  it("changes nothing, and says so once", async () => {
    const { out, stdout } = await train({ steps: 4, guard: "clock:updates=1,act=warn" })
    const without = await plain(4)
    expect(unguarded(out)).toEqual(unguarded(without.out))
    expect(rows(out, "guard.jsonl")).toMatchObject([{ step: 2, decision: "warn", kept: 2 }])
    expect(stdout.match(/Warning of the guard .* at update 2: 1 update is done/g)).toHaveLength(1)
  }, 60_000)

  it("adds the columns that it reads, and leaves all others as they are", async () => {
    const guards = "apart:share=9+agreement:level=1,share=0.0001,act=warn"
    const { out } = await train({ steps: 2, guard: guards })
    const without = await plain(2)
    const added = rows(out, "metrics.jsonl").map((line, i) =>
      Object.keys(line).filter((name) => !(name in rows(without.out, "metrics.jsonl")[i]))
    )
    expect(added).toEqual([[], ["advantages/apart", "answers/agreement"], ["advantages/apart", "answers/agreement"]])
    expect(weights(out)).toBe(weights(without.out))
    expect(rows(out, "metrics.jsonl")[1]["advantages/apart"]).toBeGreaterThan(0)
  }, 60_000)
})

describe("a guard that rolls back", () => {
  it("returns to a checkpoint that is old enough", async () => {
    const { out, stdout } = await train({ steps: 8, keep: 3, guard: "clock:updates=5,act=rollback" })
    expect(rows(out, "guard.jsonl")).toMatchObject([{ step: 6, decision: "rollback", kept: 4 }])
    expect(weights(out)).toBe(weights(out, "checkpoints/000004"))
    expect(stdout).toContain(
      "rolled the run back at update 6: 5 updates are done. final has the weights after update 4.",
    )
    expect(JSON.parse(text(out, "average/average.json")).updates).toEqual([2, 4])
    // A run that goes on does so from the newest.
    expect((await resume(out, "--guard", "none")).stdout).toContain("Going on after update 4 of 8")
  }, 60_000)

  it("stops where there is none", async () => {
    const { out } = await train({ steps: 4, "save-every": 0, guard: "clock:updates=2,act=rollback" })
    expect(rows(out, "guard.jsonl")).toMatchObject([{ step: 3, decision: "rollback", kept: 2 }])
    expect(weights(out)).toBe(weights((await plain(2)).out))
  }, 60_000)
})

describe("a run that goes on", () => {
  it.each([
    // Each remembers what was before update 4: how long, from where, since when.
    "two-sided:share=0.9999,smooth=0.5,lag=5",
    "decline:every=3,share=1,act=rollback",
    "two-sided:share=0.99,act=warn+agreement:share=0.01,act=warn+clock:updates=6",
    "patience:patience=3",
  ])("decides as one that was never stopped: %s", async (guard) => {
    const whole = await train({ steps: 8, guard: guard })
    const cut = await train({ steps: 4, guard: guard })
    expect((await resume(cut.out, "--steps", "8")).ok).toBe(true)
    expect(meaning(cut.out)).toEqual(meaning(whole.out))
    // The log itself says so, to whoever replays it.
    const lines = rows(whole.out, "metrics.jsonl")
    const { decisions } = replay(guardOf(guard, { vocabulary: vocabulary.length })!, lines)
    const said = decisions.flatMap((one, i) => one._tag === "continue" ? [] : [[lines[i].step, one._tag, one.reason]])
    expect(said).toEqual(rows(whole.out, "guard.jsonl").map(({ step, decision, reason }) => [step, decision, reason]))
    expect(said.length).toBeGreaterThan(0)
  }, 60_000)

  it("does so, too, if it was killed after it had decided and before it had ended", async () => {
    const { out } = await train({ steps: 8, guard: "clock:updates=5" })
    const before = meaning(out)
    rmSync(join(out, "guard.jsonl"))
    rmSync(join(out, "final"), { recursive: true })
    expect(await resume(out)).toMatchObject({ ok: true, stderr: "" })
    expect(meaning(out)).toEqual(before)
  }, 60_000)

  it("is told that a guard ended it, and goes on without one as if there had never been one", async () => {
    const { out } = await train({ steps: 6, guard: "clock:updates=3,act=warn+clock:updates=4" })
    const before = meaning(out)
    const told =
      `rlif: Cannot resume "${out}": its guard clock:updates=3,act=warn+clock:updates=4 ended it at update 5, as 4 ` +
      "updates are done. To go on without a guard, say --guard none"
    expect((await resume(out)).stderr).toBe(told)
    expect((await resume(out, "--steps", "9")).stderr).toBe(told)
    expect((await resume(out, "--dry-run")).stderr).toContain(told)
    expect((await resume(out, "--guard", "clock:updates=2")).stderr).toBe(
      `rlif: Cannot resume "${out}": the guard clock:updates=2 would have ended it at update 3 of the 4 that are done, as ` +
        "2 updates are done. To go on without a guard, say --guard none",
    )
    expect(meaning(out)).toEqual(before)
    expect((await resume(out, "--guard", "none")).stdout).toContain("Going on after update 4 of 6")
    const without = await plain(6)
    expect(unguarded(out)).toEqual(unguarded(without.out))
    expect(rows(out, "guard.jsonl")).toMatchObject([{ step: 4, decision: "warn" }])
    // It has no guard from now on, and may get another one.
    expect((await resume(out, "--steps", "8", "--guard", "clock:updates=7")).ok).toBe(true)
    expect(rows(out, "guard.jsonl")).toMatchObject([{ decision: "warn" }, { step: 8, decision: "stop", kept: 7 }])
  }, 60_000)
})

describe("the command line", () => {
  it("refuses what is no guard, by flag, guard and option", async () => {
    const told = async (...flags: ReadonlyArray<string>) => (await invoke("train", "--model", model, ...flags)).stderr
    expect(await told("--guard", "entropy-budget:share=2")).toBe(
      'rlif: Cannot read flag --guard: guard "entropy-budget": option "share": expected a value between 0 (excluded) and 1, ' +
        'got "2"',
    )
    expect(await told("--guard", "best")).toMatch(/^rlif: Cannot read flag --guard: "best" is no guard; guards are /)
    expect(await told("--guard", "few-labels")).toContain("name them by --guard-labels")
    expect(await told("--guard-labels", "a.jsonl")).toContain("with --guard none it changes nothing")
  })

  it("says of a guard what it will do, before it does", async () => {
    const { stdout, stderr } = await invoke(
      "train",
      ...flagsOf({ model, ...tiny, guard: "clock:updates=9" }),
      "--dry-run",
    )
    expect(stderr).toContain("Guard: clock:updates=9")
    expect(stderr).toMatch(/^last update +\d+$/m)
    expect(JSON.parse(stdout)).toMatchObject({ guard: "clock:updates=9" })
    const help = (await invoke("train", "--help")).stdout
    expect(help).toMatch(/^GUARDS\n {2}--guard string .*none, or entropy-budget, clock, /m)
  })
})

describe("labelled problems", () => {
  const problems = ["1 + 1", "2 + 3", "4 - 2"].map((sum, i) => ({ id: `l${i}`, problem: `Q ${sum} =`, answer: "2" }))
  const file = () => {
    const path = join(newFolder(), "labels.jsonl")
    writeFileSync(path, problems.map((problem) => JSON.stringify(problem)).join("\n"))
    return path
  }
  const few = (path: string) => ({ guard: "few-labels", "guard-labels": path, "guard-answers": 12 })

  it("are asked at every evaluation, and train nothing", async () => {
    const { out, stdout } = await train({ steps: 4, ...few(file()) })
    expect(stdout).toContain(
      "The guard asks 3 labelled problems, each 4 times, after every 2 updates, and as often at the start for each of 2 checks",
    )
    const without = await plain(4)
    expect(weights(out)).toBe(weights(without.out))
    const names = ["labels/gained", "labels/lost", "labels/accuracy"]
    expect(rows(out, "metrics.jsonl").map((line) => names.filter((name) => name in line).length)).toEqual([
      0,
      0,
      3,
      0,
      3,
    ])
  }, 60_000)

  it("are told of if they are trained on", async () => {
    const path = file()
    const warned = `Warning: 3 of 3 labelled problems of the guard are trained on, too: "l0", "l1", "l2"`
    const { stdout } = await train({ steps: 2, data: path, "eval-data": path, ...few(path) })
    expect(stdout.split(warned)).toHaveLength(2)
    // A generated one, which comes up in the first batch.
    const dry = await invoke("train", ...flagsOf({ model, ...tiny }), "--dry-run")
    const first = JSON.parse(/First prompt: ("(?:[^"\\]|\\.)*")/.exec(dry.stderr)![1])
    writeFileSync(path, JSON.stringify({ id: "own", problem: first, answer: "2" }))
    const generated = await train({ steps: 2, ...few(path) })
    expect(generated.stdout).toContain('Warning: 1 of 1 labelled problems of the guard are trained on, too: "own"')
  }, 60_000)

  it("stop a run of the shipped model that collapses, wherever the run was interrupted", async () => {
    const long = { model: "base", problems: 8, completions: 4, "max-tokens": 32, "eval-problems": 0 }
    const run = async (steps: number) =>
      (await train({ ...long, "learning-rate": 3e-3, ...few("arithmetic"), "guard-answers": 64, steps })).out
    const whole = await run(12)
    expect(rows(whole, "guard.jsonl")).toMatchObject([{ decision: "stop", numbers: { evidence: expect.any(Number) } }])
    const { step, numbers } = rows(whole, "guard.jsonl")[0]
    expect(numbers.lost).toBeGreaterThan(numbers.gained)
    const cut = await run(2)
    expect(step).toBeGreaterThan(2)
    expect((await resume(cut, "--steps", "12")).ok).toBe(true)
    expect(meaning(cut)).toEqual(meaning(whole))
    // Without its guard it keeps its labels, and asks them nothing.
    expect((await resume(cut, "--guard", "none", "--steps", String(step))).ok).toBe(true)
    expect("labels/lost" in rows(cut, "metrics.jsonl").at(-1)).toBe(false)
  }, 120_000)
})
