// Runs the paper's experiments, or with the name `guards` the study of when to stop, with `recipes` that of recipes, as far as their results are not kept yet:
// `npm run reproduce -- [guards | recipes] [--quick | --smoke] [--draw] [--cache DIR] [--out DIR] [figure ...]`. `--draw` runs nothing and draws what there is. With names of figures the report goes
// to the cache, so that it does not replace that of all. `--config FILE [--dry-run]` is for
// models of others, such as those of `paper.json`: what it would cost, or `rlif train` for each run. `--repeat` does one committed run,
// drawn by the commit, again from nothing and compares its row.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, FileSystem } from "effect"
import { availableParallelism } from "node:os"
import { dirname } from "node:path"
import { parseArgs } from "node:util"
import { inWords, type Job, jobsOf, resultOf } from "./job.ts"
import { startJob } from "./job_process.ts"
import { marked } from "../report/marked.ts"
import { report } from "../report/report.ts"
import { planOf } from "./paper.ts"
import { dryRun, train } from "./paper_run.ts"
import { draw, repeat } from "./repeat.ts"
import { known, lines, missing, resultsOf } from "./store.ts"
import type { Results } from "./summary.ts"
import { paper, stops, type Study, tries } from "./study.ts"

const { values, positionals } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    cache: { type: "string", default: ".cache/reproduce" },
    out: { type: "string" },
    draw: { type: "boolean", default: false },
    repeat: { type: "boolean", default: false },
    config: { type: "string" },
    "dry-run": { type: "boolean", default: false },
  },
  allowPositionals: true,
})
const { cache } = values
const others: Readonly<Record<string, Study>> = { guards: stops, recipes: tries }
const other = others[positionals[0] ?? ""]
const [study, names] = other === undefined ? [paper, positionals] as const : [other, positionals.slice(1)] as const
const { figures, scales } = study
const scale = values.quick ? scales.quick : values.smoke ? scales.smoke : scales.full
const strangers = names.filter((name) => !figures.some((figure) => figure.name === name))
if (strangers.length > 0) {
  console.error(
    `Cannot reproduce ${strangers.join(", ")}: the figures are ${figures.map(({ name }) => name).join(", ")}`,
  )
  process.exit(2)
}
const rows = `${values.out ?? `packages/bench/results/${scale.name}`}/rows.jsonl`
const chosen = names.length === 0 ? figures : figures.filter(({ name }) => names.includes(name))
// A report of some figures only does not replace that of all.
const out = names.length === 0 ? dirname(rows) : `${cache}/report`

const minutes = (seconds: number) => seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`

/** Does what is missing, in processes of their own, as many at once as there are cores; the names of what failed. */
const work = Effect.fnUntraced(function* (rounds: ReadonlyArray<ReadonlyArray<Job>>) {
  const all = rounds.reduce((sum, round) => sum + round.length, 0)
  yield* Console.log(`${scale.name}: ${all} jobs to do, ${availableParallelism()} at once`)
  let done = 0
  const failed: Array<string> = []
  const began = performance.now()
  for (const round of rounds) {
    yield* Effect.forEach(round, (job) =>
      Effect.gen(function* () {
        const from = performance.now()
        const name = inWords(job)
        if (!(yield* startJob(cache, job))) failed.push(name)
        done++
        const now = performance.now()
        const left = minutes((now - began) / 1000 / done * (all - done))
        const what = failed.includes(name) ? `FAILED ${name}` : name
        yield* Console.log(`${done}/${all}  ${minutes((now - from) / 1000)}  ${what}; about ${left} left`)
      }), { concurrency: availableParallelism(), discard: true })
  }
  if (all > 0) yield* Console.log(`${all} jobs in ${minutes((performance.now() - began) / 1000)}`)
  return failed
})

const program = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const rounds = jobsOf(chosen, scale)
  const jobs = jobsOf(figures, scale).flat()
  const places = { cache, rows }
  const before = yield* known(jobs, places)
  const left = yield* Effect.forEach(
    missing(rounds, before),
    Effect.filter((job) => Effect.map(fs.exists(resultOf(cache, job)), (kept) => !kept)),
  )
  const failed = values.draw ? [] : yield* work(left)

  const found = yield* known(jobs, places)
  const results = resultsOf(scale, found)
  const drawn = chosen.map((figure) => ({ figure, drawing: figure.draw(results) }))
  const { html, markdown, pictures } = report(drawn, study.describe(scale, rounds.flat(), found))
  const files = { "index.html": html, "README.md": markdown, ...pictures }
  yield* fs.makeDirectory(out, { recursive: true })
  if (names.length === 0) yield* replace(rows, lines(jobs, found))
  for (const [name, text] of Object.entries(files)) yield* replace(`${out}/${name}`, text)
  if (names.length === 0 && scale === scales.full && values.out === undefined) yield* written(study, results)
  yield* Console.log(`${out}/index.html`)
  if (failed.length > 0) {
    yield* Console.error(`Cannot finish, ${failed.length} jobs failed: ${failed.join("; ")}`)
    yield* Effect.sync(() => process.exitCode = 1)
  }
})

/** Pages with what the study says between their marks. */
const written = Effect.fnUntraced(function* ({ pages, figures: [{ name }] }: Study, results: Results) {
  const fs = yield* FileSystem.FileSystem
  for (const file of pages?.files ?? []) {
    const page = yield* fs.readFileString(file)
    yield* replace(file, marked(page, { name, text: pages?.text(results) ?? "" }))
  }
})

/** Writes a file whole or not at all. */
const replace = Effect.fnUntraced(function* (file: string, text: string) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.writeFileString(`${file}.partial`, text)
  yield* fs.rename(`${file}.partial`, file)
})

/** The experiments of a file, on models of others. */
const ofOthers = Effect.fnUntraced(function* (config: string) {
  const plan = yield* planOf(config, values.out ?? "runs/paper")
  return yield* values["dry-run"] ? dryRun(plan) : train(plan)
}, Effect.catch((error) => Console.error(error.message).pipe(Effect.andThen(Effect.sync(() => process.exitCode = 2)))))

/** One committed run again; the last line counts as those of tests do. */
const again = Effect.gen(function* () {
  const same = yield* repeat(rows, draw())
  yield* Console.log(same ? "1 passed, 0 failed" : "0 passed, 1 failed")
  if (!same) yield* Effect.sync(() => process.exitCode = 1)
})

const chosenProgram = values.repeat ? again : values.config === undefined ? program : ofOthers(values.config)
chosenProgram.pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)
