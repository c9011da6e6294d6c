// Runs the paper's experiments, as far as their results are not kept yet: `npm run reproduce -- [--quick | --smoke] [--draw]
// [--cache DIR] [--out DIR] [figure ...]`. `--draw` runs nothing and draws what there is. `--config FILE [--dry-run]` is for
// models of others, such as those of `paper.json`: what it would cost, or `rlif train` for each run.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, FileSystem, Ref } from "effect"
import { ChildProcess } from "effect/process"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { figures } from "./figures/figures.ts"
import { type Job, jobsOf, nameOf, resultOf } from "./job.ts"
import { report } from "../report/report.ts"
import { planOf } from "./paper.ts"
import { dryRun, train } from "./paper_run.ts"
import { described } from "./description.ts"
import { full, quick, smoke } from "./scale.ts"
import { known, lines, missing, resultsOf } from "./store.ts"

const { values, positionals: names } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    cache: { type: "string", default: ".cache/reproduce" },
    out: { type: "string" },
    draw: { type: "boolean", default: false },
    config: { type: "string" },
    "dry-run": { type: "boolean", default: false },
  },
  allowPositionals: true,
})
const { cache } = values
const scale = values.quick ? quick : values.smoke ? smoke : full
const strangers = names.filter((name) => !figures.some((figure) => figure.name === name))
if (strangers.length > 0) {
  console.error(
    `Cannot reproduce ${strangers.join(", ")}: the figures are ${figures.map(({ name }) => name).join(", ")}`,
  )
  process.exit(2)
}
const out = values.out ?? `packages/bench/results/${scale.name}`
const chosen = names.length === 0 ? figures : figures.filter(({ name }) => names.includes(name))
const script = fileURLToPath(new URL("./_job.ts", import.meta.url))

const minutes = (seconds: number) => seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`

/** One job in a process of its own, which ends with it; a job that fails names itself. */
const start = Effect.fnUntraced(function* (job: Job) {
  const handle = yield* ChildProcess.make(process.execPath, [script, cache, JSON.stringify(job)], {
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    detached: false,
  })
  const code = yield* handle.exitCode
  if (code !== 0) return yield* Effect.fail(new Error(`Cannot reproduce: ${nameOf(job)} ended with ${code}`))
}, Effect.scoped)

/** Does what is missing, in processes of their own, as many at once as there are cores. */
const work = Effect.fnUntraced(function* (rounds: ReadonlyArray<ReadonlyArray<Job>>) {
  const all = rounds.reduce((sum, round) => sum + round.length, 0)
  yield* Console.log(`${scale.name}: ${all} jobs to do, ${availableParallelism()} at once`)
  const done = yield* Ref.make(0)
  const began = performance.now()
  for (const round of rounds) {
    yield* Effect.forEach(round, (job) =>
      Effect.gen(function* () {
        const from = performance.now()
        yield* start(job)
        const n = yield* Ref.updateAndGet(done, (n) => n + 1)
        const now = performance.now()
        const left = (now - began) / 1000 / n * (all - n)
        yield* Console.log(`${n}/${all}  ${minutes((now - from) / 1000)}  ${nameOf(job)}; about ${minutes(left)} left`)
      }), { concurrency: availableParallelism(), discard: true })
  }
})

const program = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const rounds = jobsOf(chosen, scale)
  const jobs = rounds.flat()
  const places = { cache, rows: `${out}/rows.jsonl` }
  const before = yield* known(jobs, places)
  const left = yield* Effect.forEach(
    missing(rounds, before),
    Effect.filter((job) => Effect.map(fs.exists(resultOf(cache, job)), (kept) => !kept)),
  )
  if (!values.draw) yield* work(left)

  const found = yield* known(jobs, places)
  const results = resultsOf(scale, found)
  const drawn = chosen.map((figure) => ({ figure, drawing: figure.draw(results) }))
  const { html, markdown, pictures } = report(drawn, yield* Effect.sync(() => described(scale, jobs, found)))
  yield* fs.makeDirectory(out, { recursive: true })
  const files = { "rows.jsonl": lines(jobs, found), "index.html": html, "README.md": markdown, ...pictures }
  for (const [name, text] of Object.entries(files)) yield* fs.writeFileString(`${out}/${name}`, text)
  yield* Console.log(`${out}/index.html`)
})

/** The experiments of a file, on models of others. */
const others = Effect.fnUntraced(function* (config: string) {
  const plan = yield* planOf(config, values.out ?? "runs/paper")
  return yield* values["dry-run"] ? dryRun(plan) : train(plan)
}, Effect.catch((error) => Console.error(error.message).pipe(Effect.andThen(Effect.sync(() => process.exitCode = 2)))))

const chosenProgram = values.config === undefined ? program : others(values.config)
chosenProgram.pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)
