import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { withEvents } from "./event_file.ts"
import { readMetrics } from "./metrics_file.ts"
import { openRun } from "./run_folder.ts"

const reader = fileURLToPath(new URL("../testing/read_events.py", import.meta.url))

interface Event {
  readonly time: number
  readonly step: number
  readonly version: string
  /** 1 where a session starts, at whose step older files end. */
  readonly status: number
  readonly values: Readonly<Record<string, number>>
}

/** What a reader that knows nothing of this package makes of a file. */
const readEvents = (file: string): ReadonlyArray<Event> =>
  execFileSync("python3", [reader, file], { encoding: "utf8", stdio: "pipe" }).trim().split("\n")
    .map((line) => JSON.parse(line.replaceAll(/\bNaN\b/g, "null")))

const lines = [
  { step: 0, metrics: { "eval/accuracy": 0.5 } },
  { step: 1, metrics: { reward: -2.25, "rewards/näïve/mean": 1e-3, num_tokens: 12_345_678 } },
  { step: 300, metrics: { reward: NaN, kl: 0 } },
  { step: 5_000_000_000, metrics: {} },
]

it("has the numbers of metrics.jsonl, as another program reads them", async (context) => {
  if (spawnSync("python3", ["--version"]).error !== undefined) context.skip("needs python3, which reads the file back")
  const path = join(mkdtempSync(join(tmpdir(), "rlif-events-")), "run")
  const written = await Effect.gen(function* () {
    const folder = yield* Effect.flatMap(openRun(path, {}), withEvents)
    for (const { step, metrics } of lines) yield* folder.metrics(step, metrics)
    return yield* readMetrics(join(path, "metrics.jsonl"))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise)

  const [file, ...others] = readdirSync(path).filter((name) => name.startsWith("events.out.tfevents."))
  expect(others).toEqual([])
  const [first, ...events] = readEvents(join(path, file))
  expect([first.version, first.values]).toEqual(["brain.Event:2", {}])
  expect(Math.abs(first.time - Date.now() / 1000)).toBeLessThan(60)
  expect(events.map(({ step, values }) => ({ step, metrics: values }))).toEqual(
    written.map(({ step, metrics }) => ({
      step,
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([name, x]) => [name, Number.isNaN(x) ? null : Math.fround(x)]),
      ),
    })),
  )
  expect(written).toEqual(lines)

  expect(events.map(({ status }) => status)).toEqual(lines.map(() => 0))

  const bytes = readFileSync(join(path, file))
  bytes[bytes.length - 6] ^= 1
  writeFileSync(join(path, "broken"), bytes)
  expect(() => readEvents(join(path, "broken"))).toThrow(/wrong checksum/)
})

it("says of a run that goes on from which step its numbers count", async (context) => {
  if (spawnSync("python3", ["--version"]).error !== undefined) context.skip("needs python3, which reads the file back")
  const path = join(mkdtempSync(join(tmpdir(), "rlif-events-")), "run")
  await Effect.gen(function* () {
    const folder = yield* Effect.flatMap(openRun(path, {}), (folder) => withEvents(folder, 40))
    yield* folder.metrics(41, { reward: 1 })
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise)
  const [file] = readdirSync(path).filter((name) => name.startsWith("events.out.tfevents."))
  expect(readEvents(join(path, file)).map(({ step, status }) => [step, status])).toEqual([[0, 0], [41, 1], [41, 0]])
})
