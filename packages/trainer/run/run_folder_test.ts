import * as NodeServices from "@effect/platform-node/NodeServices"
import { thisProcess } from "@rlif/core/files/owner"
import { Deferred, Effect, Fiber, FileSystem, type Scope, Stream } from "effect"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { step } from "../testing/steps.ts"
import { keepBest } from "./keep_best.ts"
import { metricsLine, readMetrics } from "./metrics_file.ts"
import { record } from "./record.ts"
import { RunFolderError, RunFolderExists, RunFolderTaken } from "./run_error.ts"
import { openRun, takeRun } from "./run_folder.ts"
import { totals } from "./totals.ts"

let root = ""
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rlif-run-"))
})
afterEach(() => rmSync(root, { recursive: true }))

const run = <A, E>(effect: Effect.Effect<A, E, NodeServices.NodeServices | Scope.Scope>) =>
  Effect.runPromise(effect.pipe(Effect.scoped, Effect.provide(NodeServices.layer)))
const read = (...names: ReadonlyArray<string>) => readFileSync(join(root, ...names), "utf8")
const save = (text: string) => (directory: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* fs.makeDirectory(directory, { recursive: true })
    yield* fs.writeFileString(join(directory, "weights"), text)
  })

describe("openRun", () => {
  it("writes the config into a new folder, or an empty one", async () => {
    await run(openRun(join(root, "deep", "run"), { seed: 1 }))
    expect(JSON.parse(read("deep", "run", "config.json"))).toEqual({ seed: 1 })
    mkdirSync(join(root, "empty"))
    await run(openRun(join(root, "empty"), {}))
    expect(readdirSync(join(root, "empty"))).toEqual(["config.json"])
  })

  it("refuses a folder with anything in it, and touches nothing", async () => {
    writeFileSync(join(root, "notes"), "mine")
    const error = await run(Effect.flip(openRun(root, {})))
    expect(error).toBeInstanceOf(RunFolderExists)
    expect(error.message).toContain(`"${root}"`)
    expect(readdirSync(root)).toEqual(["notes"])
  })

  it("is one process's own, until its scope closes", async () => {
    await run(Effect.gen(function* () {
      yield* openRun(join(root, "run"), {})
      for (const again of [openRun(join(root, "run"), {}), takeRun(join(root, "run"))]) {
        expect(yield* Effect.flip(Effect.scoped(again))).toBeInstanceOf(RunFolderTaken)
      }
      expect(readdirSync(join(root, "run")).sort()).toEqual([".lock", "config.json"])
    }))
    expect(readdirSync(join(root, "run"))).toEqual(["config.json"])
  })

  it("leaves no folder where it fails, but those that were there", async () => {
    mkdirSync(join(root, "there"))
    const error = await run(
      Effect.flip(openRun(join(root, "there", "deep", "run"), 1n)).pipe(Effect.catchDefect(Effect.succeed)),
    )
    expect(String(error)).toContain("BigInt")
    expect(readdirSync(root)).toEqual(["there"])
    expect(readdirSync(join(root, "there"))).toEqual([])
  })

  it("says what is wrong where the folder cannot be made", async () => {
    writeFileSync(join(root, "file"), "")
    const error = await run(Effect.flip(openRun(join(root, "file", "run"), {})))
    expect(error).toBeInstanceOf(RunFolderError)
    expect(error.message).toContain(join(root, "file", "run"))
  })
})

describe("takeRun", () => {
  it("goes on in the folder of a run that has ended or was killed, and leaves what is in it", async () => {
    await run(openRun(join(root, "run"), { seed: 1 }))
    writeFileSync(join(root, "run", ".lock"), JSON.stringify({ ...thisProcess(), start: "1", id: "killed" }))
    await run(Effect.flatMap(takeRun(join(root, "run")), (folder) => folder.metrics(7, {})))
    expect(JSON.parse(read("run", "config.json"))).toEqual({ seed: 1 })
    expect(read("run", "metrics.jsonl")).toBe(`{"step":7}\n`)
    expect(readdirSync(join(root, "run")).sort()).toEqual(["config.json", "metrics.jsonl"])
  })
})

describe("metrics.jsonl", () => {
  it("is one line a step, in the order of names, and reads back", async () => {
    const found = await run(Effect.gen(function* () {
      const folder = yield* openRun(join(root, "run"), {})
      yield* folder.metrics(0, { "eval/accuracy": 0.5 })
      yield* folder.metrics(1, { reward: 2, entropy: 0.25, kl: NaN })
      return yield* readMetrics(join(root, "run", "metrics.jsonl"))
    }))
    expect(read("run", "metrics.jsonl")).toBe(
      `{"step":0,"eval/accuracy":0.5}\n{"step":1,"entropy":0.25,"kl":null,"reward":2}\n`,
    )
    expect(found).toEqual([
      { step: 0, metrics: { "eval/accuracy": 0.5 } },
      { step: 1, metrics: { reward: 2, entropy: 0.25, kl: NaN } },
    ])
  })

  it("does not depend on the order in which metrics were made", () =>
    expect(metricsLine({ step: 1, metrics: { b: 1, a: 2, B: 3 } }))
      .toBe(metricsLine({ step: 1, metrics: { B: 3, a: 2, b: 1 } })))

  it("loses only the line that a crash cut off", async () => {
    const path = join(root, "metrics.jsonl")
    writeFileSync(path, `{"step":1,"reward":1}\n{"step":2,"rew`)
    expect(await run(readMetrics(path))).toEqual([{ step: 1, metrics: { reward: 1 } }])
  })

  it.each([`{"step":1}\n{"step":"two"}\n`, `{"step":1}\n{"step":2,"reward":"x"}\n`, `{"step":1}\noops\n`])(
    "names the line that is wrong in %j",
    async (text) => {
      const path = join(root, "metrics.jsonl")
      writeFileSync(path, text)
      const error = await run(Effect.flip(readMetrics(path)))
      expect(error).toBeInstanceOf(RunFolderError)
      expect(error.message).toContain("line 2")
    },
  )
})

describe("a run that is interrupted", () => {
  it("leaves whole lines and no half-written model", async () => {
    await run(Effect.gen(function* () {
      const folder = yield* openRun(join(root, "run"), {})
      yield* folder.model("final", save("old"))
      const [written, saving] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const steps = Stream.iterate(1, (n) => n + 1).pipe(
        Stream.map((n) => step(n, { n })),
        record(folder),
        Stream.tap((current) => current.step < 20 ? Effect.void : Deferred.succeed(written, undefined)),
      )
      const slow = folder.model(
        "final",
        (directory) =>
          save("new")(directory).pipe(Effect.tap(Deferred.succeed(saving, undefined)), Effect.andThen(Effect.never)),
      )
      const fiber = yield* Effect.forkChild(Effect.all([Stream.runDrain(steps), slow], { concurrency: 2 }))
      yield* Deferred.await(written)
      yield* Deferred.await(saving)
      yield* Fiber.interrupt(fiber)
    }))
    const lines = await run(readMetrics(join(root, "run", "metrics.jsonl")))
    expect(lines.length).toBeGreaterThanOrEqual(19)
    expect(lines.map((line) => line.step)).toEqual(lines.map((_, i) => i + 1))
    expect(read("run", "metrics.jsonl").endsWith("\n")).toBe(true)
    expect(read("run", "final", "weights")).toBe("old")
    expect(readdirSync(join(root, "run")).sort()).toEqual(["config.json", "final", "metrics.jsonl", "samples"])
    expect(readdirSync(join(root, "run", "samples")).every((name) => /^step_\d{6}\.jsonl$/.test(name))).toBe(true)
  })
})

describe("model", () => {
  it("replaces the model of that name", async () => {
    await run(Effect.gen(function* () {
      const folder = yield* openRun(join(root, "run"), {})
      yield* folder.model("final", save("one"))
      yield* folder.model("final", save("two"), { "note.txt": "hello" })
    }))
    expect(read("run", "final", "weights")).toBe("two")
    expect(read("run", "final", "note.txt")).toBe("hello")
    expect(readdirSync(join(root, "run")).sort()).toEqual(["config.json", "final"])
  })

  it("keeps the old one where saving fails", async () => {
    await run(Effect.gen(function* () {
      const folder = yield* openRun(join(root, "run"), {})
      yield* folder.model("final", save("one"))
      yield* Effect.flip(folder.model("final", (dir) => Effect.andThen(save("two")(dir), Effect.fail("disk full"))))
    }))
    expect(read("run", "final", "weights")).toBe("one")
    expect(readdirSync(join(root, "run")).sort()).toEqual(["config.json", "final"])
  })
})

describe("stages", () => {
  it("record writes metrics, and the samples of the first and of every k-th step", async () => {
    await run(Effect.gen(function* () {
      const folder = yield* openRun(join(root, "run"), {})
      yield* Stream.fromIterable([1, 2, 3, 4]).pipe(
        Stream.map((n) => step(n, { reward: n })),
        record(folder, { samples: 2 }),
        Stream.runDrain,
      )
    }))
    expect(readdirSync(join(root, "run", "samples")).sort()).toEqual(
      [1, 2, 4].map((n) => `step_00000${n}.jsonl`),
    )
    const rows = read("run", "samples", "step_000002.jsonl").trimEnd().split("\n").map((line) => JSON.parse(line))
    expect(rows.length).toBe(4)
    expect(rows[1]).toEqual({
      problem: "a",
      gold: "2",
      prompt: [7, 8, 9],
      tokens: [0, 1, 2, 3],
      text: "4 tokens",
      finish: "stop",
      version: 4,
      temperature: 1,
      reward: 3,
      rewards: { certainty: 3, exact_answer: 1 },
      advantage: 1,
      signals: { logprob: [-4, -4, -4, -4], entropy: [4, 4, 4, 4] },
    })
  })

  it("totals adds up over the run", async () => {
    const steps = Stream.fromIterable([step(1, { num_tokens: 5, reward: 1 }), step(2, {}), step(3, { num_tokens: 7 })])
    expect((await run(Stream.runCollect(totals()(steps)))).map(({ metrics }) => metrics)).toEqual([
      { num_tokens: 5, reward: 1 },
      { num_tokens: 5 },
      { num_tokens: 12 },
    ])
  })

  it("keepBest keeps the model of the best step and says why it is no result", async () => {
    const best = (values: ReadonlyArray<number>, start: number, name: string) =>
      run(Effect.gen(function* () {
        const folder = yield* openRun(join(root, name), {})
        let at = 0
        yield* Stream.fromIterable(values).pipe(
          Stream.map((value, i) => step(i + 1, i % 2 ? {} : { "eval/accuracy": value })),
          Stream.tap((current) => Effect.sync(() => (at = current.step))),
          keepBest(folder, { start, save: (directory) => Effect.suspend(() => save(`step ${at}`)(directory)) }),
          Stream.runDrain,
        )
      }))
    await best([0.4, 0.9, 0.6, 0.9, 0.5], 0.3, "rose")
    expect(read("rose", "best", "weights")).toBe("step 3")
    expect(JSON.parse(read("rose", "best", "diagnostic.json"))).toMatchObject({ step: 3, value: 0.6 })
    expect(read("rose", "best", "diagnostic.json")).toContain("labels")
    await best([0.4, 0.9, 0.6], 0.7, "fell")
    expect(existsSync(join(root, "fell", "best"))).toBe(false)
  })
})
