import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { RunFolderError } from "../run/run_error.ts"
import { readSamples } from "../run/samples_file.ts"
import { type Message } from "./message.ts"
import { packed, type Reading } from "./packed.ts"
import { page } from "./page.ts"
import type { Pairs } from "./paired.ts"
import { readRun, type RunRecord } from "./run_record.ts"
import { noWords, type Words } from "./words.ts"

/**
 * How a report is made.
 * @since 0.1.0
 */
export interface RunReportOptions<E, R> {
  /** How what a run sampled is read: its tokenizer, and what an answer is. */
  readonly reading: (run: RunRecord) => Effect.Effect<Reading, E, R>
  /** Of at most how many updates of a run the samples are in the page, spread evenly. Default: 60. */
  readonly updates?: number
}

/**
 * The report of some runs: one page of HTML that needs nothing else.
 *
 * @example
 * ```ts no-run
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { runReport } from "@rlif/trainer/page"
 * import { Effect } from "effect"
 *
 * const reading = () => Effect.succeed({ spelling: undefined, answer: lastNumber })
 * await runReport(["runs/a", "runs/b"], { reading }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
 * ```
 *
 * @since 0.1.0
 */
export const runReport = Effect.fn("runReport")(function* <E, R>(
  paths: ReadonlyArray<string>,
  { reading, updates = 60 }: RunReportOptions<E, R>,
): Effect.fn.Return<string, E | RunFolderError, R | FileSystem.FileSystem | Path.Path> {
  const runs = named(yield* Effect.forEach(paths, (path) => readRun(path)))
  const words = noWords()
  const told = yield* Effect.forEach(
    runs,
    Effect.fnUntraced(function* (run, place) {
      const how = yield* reading(run)
      return yield* messagesOf(run, { place, words, reading: how, updates })
    }),
  )
  const pairs = yield* Effect.forEach(runs.slice(1), (other) => pairsOf(runs[0], other))
  return page({ runs, messages: told.flat(), pairs })
})

/** Runs whose folders are called alike are told apart by their whole paths. */
const named = (runs: ReadonlyArray<RunRecord>): ReadonlyArray<RunRecord> =>
  runs.map((run) => runs.filter(({ name }) => name === run.name).length > 1 ? { ...run, name: run.path } : run)

/** What a page is told of a run. Samples are read update by update: all of them may be more than memory has room for. */
const messagesOf = Effect.fnUntraced(function* (
  { name, sampled, heldOut }: RunRecord,
  { place: run, words, reading, updates }: {
    readonly place: number
    readonly words: Words
    readonly reading: Reading
    readonly updates: number
  },
) {
  const begun: ReadonlyArray<Message> = [{ kind: "run", run, name }]
  const read = (steps: RunRecord["sampled"], heldOut: boolean) =>
    Effect.forEach(
      spread(steps, updates),
      ({ step, file }) =>
        Effect.map(readSamples(file), (samples): Message => packed({ run, step, heldOut, samples }, words, reading)),
    )
  return [...begun, ...yield* read(sampled, false), ...yield* read(heldOut, true)]
})

/** At most so many of a list, the first and the last among them. */
const spread = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  all.length <= most ? all : Array.from(
    { length: most },
    (_, i) => all[most === 1 ? all.length - 1 : Math.round(i * (all.length - 1) / (most - 1))],
  )

/** Updates that are compared. */
const compared = 8

const pairsOf = Effect.fnUntraced(function* (a: RunRecord, b: RunRecord) {
  const others = new Map(b.sampled.map(({ step, file }) => [step, file]))
  const common = spread(a.sampled.filter(({ step }) => others.has(step)), compared)
  const pairs: Pairs = {
    names: [a.name, b.name],
    pairs: yield* Effect.forEach(
      common,
      ({ step, file }) =>
        Effect.map(Effect.all([readSamples(file), readSamples(others.get(step)!)]), ([a, b]) => ({ step, a, b })),
    ),
  }
  return pairs
})
