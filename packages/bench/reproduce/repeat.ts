import { Console, Effect, FileSystem } from "effect"
import { inWords, type Job, resultOf, startOf } from "./job.ts"
import { startJob } from "./job_process.ts"
import { madeHere } from "./made.ts"
import { ancestors } from "./models.ts"
import { differences } from "./rows_differ.ts"
import type { Row } from "./run.ts"
import type { Kept, Line } from "./store.ts"

/** A number that each commit has its own of; 0 where there is none, as in an archive. */
export const draw = (): number => Number.parseInt(madeHere().commit, 16) || 0

/** The committed runs that are short to repeat, those of base models: a mix needs three models. */
export const repeatable = (lines: ReadonlyArray<Line>) =>
  lines.filter(({ job }) => job.kind === "run" && job.experiment.instruct === 0)

/**
 * Does a committed run again from nothing, its model too, in an empty cache, and compares the rows digit by digit. Of the
 * runs that `repeatable` names it is number `draw`, counted round; true where nothing differs.
 */
export const repeat = Effect.fn("repeat")(function* (rows: string, draw: number) {
  const fs = yield* FileSystem.FileSystem
  const lines: ReadonlyArray<Line> = (yield* fs.readFileString(rows)).trim().split("\n").map((line) => JSON.parse(line))
  const runs = repeatable(lines)
  const { job, result, made } = runs[draw % runs.length]
  const cache = yield* fs.makeTempDirectoryScoped({ prefix: "rlif-repeat-" })
  const model = startOf(job)
  const models = [...ancestors(model), model].map((model): Job => ({ kind: "model", model }))
  yield* Console.log(`Again: ${inWords(job)}; the row was made by ${made.commit} on ${made.machine}`)
  for (const one of [...models, job]) {
    if (yield* startJob(cache, one)) continue
    yield* Console.log(`Cannot repeat it: this failed: ${inWords(one)}`)
    return false
  }
  const again: Kept = JSON.parse(yield* fs.readFileString(resultOf(cache, job)))
  const differ = differences(result as ReadonlyArray<Row>, again.result as ReadonlyArray<Row>)
  for (const line of differ.slice(0, 10)) yield* Console.log(line)
  yield* Console.log(
    differ.length === 0
      ? `Every number of ${(result as ReadonlyArray<Row>).length} evaluations is the same`
      : `${differ.length} numbers differ; other kinds of processors have other last bits, which training makes large`,
  )
  return differ.length === 0
}, Effect.scoped)
