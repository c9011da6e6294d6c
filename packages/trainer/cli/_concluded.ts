// What is left of a run: the model, its curves and the report, and how a run that ended early goes on.
import { peakMemory } from "@rlif/core/memory"
import type { Training } from "@rlif/core/learn/training"
import * as Policy from "@rlif/core/policy"
import { Tokenizer } from "@rlif/core/text"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Path from "effect/Path"
import { runReport } from "../page/run_report.ts"
import { spelling } from "../page/spelling.ts"
import { newestCheckpoint } from "../run/checkpoints.ts"
import { guardLineOf } from "../run/guard_file.ts"
import { contents } from "../run/lock.ts"
import type { MetricsLine } from "../run/metrics_file.ts"
import type { RunFolder } from "../run/run_folder.ts"
import type { Decided } from "../run/watched.ts"
import { answersOf } from "../settings/names.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import { saidOf, saveAverage, writeDecision } from "./_guarding.ts"
import type { Origin } from "./inputs/origin.ts"

/** A run that has come to its end. */
export interface Conclusion {
  readonly folder: RunFolder
  /** What the weights were before. */
  readonly from: string
  readonly origin: Origin
  /** What was measured of the weights that are kept, and of those before them. */
  readonly lines: ReadonlyArray<MetricsLine>
  readonly training: Training
  /** How a guard ended it, if one did. */
  readonly ended: Decided | undefined
  /** What draws the curves, on its way. */
  readonly reporting: Fiber.Fiber<typeof import("./outputs/report.ts")>
}

/** The model, its curves and the report of a run, written; what is said of them. */
export const concluded = Effect.fnUntraced(function* (
  { model, reward, temperature, guard, keep, answer }: TrainSettings,
  { folder, from, origin, lines, training, ended, reporting }: Conclusion,
) {
  const { path: out } = folder
  const { save, version } = yield* Policy.Policy
  const { updates, fingerprint } = yield* version
  const guarded = ended === undefined ? {} : { ended: guardLineOf(guard, ended) }
  const made = { from: { model: origin.settings.model, fingerprint: from }, updates, fingerprint, ...guarded }
  yield* folder.model("final", save, { "origin.json": JSON.stringify(made, null, 2) + "\n" })
  const averaged = ended === undefined ? [] : yield* saveAverage(folder, { training, kept: ended.kept, keep })
  const { report } = yield* Fiber.join(reporting)
  const { text: told, plot } = report(lines, { title: `${reward} on ${model}`, temperature })
  const text = [told, ...ended === undefined ? [] : [[saidOf(guard, ended), ...averaged].join("\n")]].join("\n\n")
  yield* folder.write("curves.svg", plot)
  yield* folder.write("report.txt", text + "\n")
  // Last, as a run of which this is said has ended.
  if (ended !== undefined) yield* writeDecision(folder, guard, ended)
  const read = { spelling: spelling(yield* Tokenizer), answer: answersOf(answer).answer }
  const html = yield* runReport([out], { reading: () => Effect.succeed(read), updates: shown })
  yield* folder.write(reportFile, html)
  const files = yield* contents(out)
  const best = files.includes("best")
    ? "\nbest is a diagnostic: labels chose its step. What was learned is in final."
    : ""
  const peak = `Memory: at most ${(peakMemory() / 2 ** 20).toFixed(0)} MiB`
  const unguarded = ended === undefined ? "" : `\nGo on without a guard: rlif train --resume ${out} --guard none`
  return `\n${text}\n\n${peak}\nRun folder: ${out} (${[...files].sort().join(", ")})${best}${unguarded}\n` +
    `Report, to open in a browser: ${out}/${reportFile}`
})

/** Of so many updates samples are in the report that a run leaves: a third of a second, where all of them may take longer. */
const shown = 12

const reportFile = "report.html"

/** What is said where a run ends early: how far it got, and how it goes on; nothing where nothing is kept. */
export const goingOn = Effect.fnUntraced(function* (run: string, steps: number) {
  const path = yield* newestCheckpoint(run)
  if (path === undefined) return []
  const { basename } = yield* Path.Path
  return [
    `Stopped: ${Number(basename(path))} of ${steps} updates are kept in ${path}\nGo on: rlif train --resume ${run}`,
  ]
})
