import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { RunFolderError } from "../run/run_error.ts"
import { readSamples } from "../run/samples_file.ts"
import { type Message } from "./message.ts"
import { packed, type Reading } from "./packed.ts"
import { page } from "./page.ts"
import { pairedAt, pairedVerdicts, type Pairs } from "./paired.ts"
import { readRun, type RunRecord } from "./run_record.ts"
import { spread } from "./spread.ts"
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

/** Updates that are compared. */
const compared = 8

const pairsOf = Effect.fnUntraced(function* (a: RunRecord, b: RunRecord) {
  const names = [a.name, b.name] as const
  const asked = common(a.verdicts, b.verdicts).filter(([one, other]) => one.problems === other.problems)
  if (asked.length > 0) {
    const rows = spread(asked, compared).map(([one, other]) => ({
      step: one.step,
      comparison: pairedVerdicts(one, other)!,
    }))
    const pairs: Pairs = { names, problems: "held out", rows }
    return pairs
  }
  const rows = yield* Effect.forEach(
    spread(common(a.sampled, b.sampled), compared),
    ([one, other]) =>
      Effect.map(Effect.all([readSamples(one.file), readSamples(other.file)]), ([a, b]) => {
        const comparison = pairedAt({ step: one.step, a, b })
        return comparison === undefined ? [] : [{ step: one.step, comparison }]
      }),
  )
  const pairs: Pairs = { names, problems: "sampled", rows: rows.flat() }
  return pairs
})

/** What there is of both, by update. */
const common = <A extends { readonly step: number }>(a: ReadonlyArray<A>, b: ReadonlyArray<A>) => {
  const others = new Map(b.map((one) => [one.step, one]))
  return a.flatMap((one): ReadonlyArray<readonly [A, A]> => {
    const other = others.get(one.step)
    return other === undefined ? [] : [[one, other]]
  })
}
