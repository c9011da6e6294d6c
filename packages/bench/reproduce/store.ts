// Results of jobs: those that were committed as rows, one line a job, and those of this machine's cache.
import { Effect, FileSystem } from "effect"
import { type Job, resultOf, startOf } from "./job.ts"
import { ancestors } from "./models.ts"
import type { Parting } from "./lockstep.ts"
import type { Watch } from "./guards/watch.ts"
import type { Made } from "./made.ts"
import type { Tried } from "./recipes/tried.ts"
import type { Row } from "./run.ts"
import type { Results } from "./summary.ts"
import type { Scale } from "./scale.ts"

/** What a run, a parting, a run that was watched or one of a recipe found. */
export type Result = ReadonlyArray<Row> | Parting | Watch | Tried

/** A result with where it comes from. */
export interface Kept {
  readonly result: Result
  readonly made: Made
}

/** A line of committed rows: a job with what it found. */
export interface Line extends Kept {
  /** Where the result was kept, a hash of all that decided it when it was computed: what it is known by ever after. */
  readonly name: string
  readonly job: Job
}

/** What a result is known by. */
export const resultName = (job: Job): string => resultOf("", job)

/** What is known of all jobs, by the names of their results. */
export const known = Effect.fn("known")(
  function* (jobs: ReadonlyArray<Job>, { cache, rows }: { readonly cache: string; readonly rows: string }) {
    const fs = yield* FileSystem.FileSystem
    const found = new Map<string, Kept>()
    if (yield* fs.exists(rows)) {
      for (const line of (yield* fs.readFileString(rows)).split("\n")) {
        if (line === "") continue
        const { name, result, made }: Line = JSON.parse(line)
        found.set(name, { result, made })
      }
    }
    for (const job of jobs) {
      if (job.kind === "model" || found.has(resultName(job))) continue
      const file = resultOf(cache, job)
      if (yield* fs.exists(file)) found.set(resultName(job), JSON.parse(yield* fs.readFileString(file)))
    }
    return found
  },
)

/** Jobs that have to be done still; models only where a run that is left needs them. */
export const missing = (
  rounds: ReadonlyArray<ReadonlyArray<Job>>,
  found: ReadonlyMap<string, Kept>,
): ReadonlyArray<ReadonlyArray<Job>> => {
  const left = rounds.flat().filter((job) => job.kind !== "model" && !found.has(resultName(job)))
  const needed = new Set(left.flatMap((job) => {
    const model = startOf(job)
    return [...ancestors(model), model].map((model) => resultName({ kind: "model", model }))
  }))
  return rounds.map((round) =>
    round.filter((job) => job.kind === "model" ? needed.has(resultName(job)) : left.includes(job))
  )
}

/** The lines to commit, in the order of the jobs. */
export const lines = (jobs: ReadonlyArray<Job>, found: ReadonlyMap<string, Kept>): string =>
  jobs.flatMap((job) => {
    const kept = found.get(resultName(job))
    return job.kind === "model" || kept === undefined
      ? []
      : [JSON.stringify({ name: resultName(job), job, ...kept } satisfies Line) + "\n"]
  }).join("")

/** What figures draw from. */
export const resultsOf = (scale: Scale, found: ReadonlyMap<string, Kept>): Results => ({
  scale,
  rows: (experiment) => found.get(resultName({ kind: "run", experiment }))?.result as ReadonlyArray<Row> | undefined,
  parting: (parted) => found.get(resultName({ kind: "part", ...parted }))?.result as Parting | undefined,
  recipe: (cell) => {
    if (scale.recipes === undefined) return undefined
    const { seeds: _, worlds: __, ...sizes } = scale.recipes
    return found.get(resultName({ kind: "recipe", cell, sizes }))?.result as Tried | undefined
  },
  watch: (cell) => {
    if (scale.watching === undefined) return undefined
    const { seeds: _, ...watching } = scale.watching
    return found.get(resultName({ kind: "watch", cell, watching }))?.result as Watch | undefined
  },
})
