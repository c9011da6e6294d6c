// What a guard is to `rlif train`: where it begins, what it has decided before, and what is kept and said where it ends a run.
import type { Problem } from "@rlif/core/data"
import type { ModelConfig } from "@rlif/core/model/architecture"
import type { Training } from "@rlif/core/learn/training"
import * as Policy from "@rlif/core/policy"
import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import { ends } from "../guard/guard.ts"
import { replay } from "../guard/replay.ts"
import { averaged } from "../run/averaged.ts"
import { checkpointsUntil } from "../run/checkpoints.ts"
import { guardFile, guardLineOf, guardText, readGuard } from "../run/guard_file.ts"
import type { RunFolder } from "../run/run_folder.ts"
import type { Decided } from "../run/watched.ts"
import { guardOf } from "../settings/guards.ts"
import { SettingsError } from "../settings/setting.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import type { Step } from "../stage/step.ts"
import { trainedOn } from "./inputs/prepared.ts"
import type { Beginning } from "./inputs/resumed.ts"

/**
 * The guard of a run; undefined where there is none. Fails where the guard has ended the run already, or would have, and says
 * how the run goes on without one.
 */
export const guardingOf = Effect.fnUntraced(function* (
  { guard: named, resume }: TrainSettings,
  { begun: { step, lines }, config }: { readonly begun: Beginning; readonly config: ModelConfig },
) {
  const guard = guardOf(named, { vocabulary: config.vocab })
  if (guard === undefined) return undefined
  const refuse = (why: string) =>
    new SettingsError({ message: `Cannot resume "${resume}": ${why}. To go on without a guard, say --guard none` })
  if (resume !== "") {
    const { join } = yield* Path.Path
    const last = (yield* readGuard(join(resume, guardFile))).at(-1)
    if (last !== undefined && last.decision !== "warn" && last.guard === named) {
      return yield* refuse(`its guard ${named} ended it at update ${last.step}, as ${last.reason}`)
    }
  }
  const { decisions } = replay(guard, lines.map(({ metrics }) => metrics))
  const at = decisions.findIndex((decision, i) => ends(decision) && lines[i].step > 0)
  const decision = decisions[at]
  if (at >= 0 && ends(decision)) {
    const where = `at update ${lines[at].step} of the ${step} that are done`
    return yield* refuse(`the guard ${named} would have ended it ${where}, as ${decision.reason}`)
  }
  return guard
})

/** What is said of a decision. */
export const saidOf = (guard: string, { _tag, step, kept, reason }: Decided): string =>
  _tag === "warn"
    ? `Warning of the guard ${guard} at update ${step}: ${reason}`
    : `The guard ${guard} ${
      _tag === "stop" ? "stopped the run" : "rolled the run back"
    } at update ${step}: ${reason}. ` +
      `final has the weights ${kept === 0 ? "of the start" : `after update ${kept}`}.`

/** Writes a decision into the run's folder. */
export const writeDecision = (folder: RunFolder, guard: string, decided: Decided) =>
  folder.append(guardFile, guardText(guardLineOf(guard, decided)))

/** Saves the mean of the weights at the end and of the checkpoints before it; says of which updates they are, if it did. */
export const saveAverage = Effect.fnUntraced(function* (
  folder: RunFolder,
  { training, kept, keep }: { readonly training: Training; readonly kept: number; readonly keep: number },
) {
  const { save } = yield* Policy.Policy
  const before = yield* checkpointsUntil(folder.path, { updates: kept - 1, keep })
  if (before.length === 0) return []
  const updates = [...before.map(({ step }) => step), kept].toSorted((a, b) => a - b)
  const note = { updates, note: "The mean of the weights after these updates, the last of which are those of final." }
  const files = { "average.json": JSON.stringify(note, null, 2) + "\n" }
  yield* averaged(training, { before, save: folder.model("average", save, files) })
  return [`average has the mean of the weights after updates ${updates.join(", ")}.`]
})

/** The stage Step -> Step that says once if labelled problems of the guard come up in training. */
export const noticing =
  (labelled: ReadonlyArray<Problem>, say: (line: string) => Effect.Effect<void>) =>
  <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>): Stream.Stream<Step<S>, E, R> =>
    labelled.length === 0 ? steps : Stream.mapAccumEffect(steps, () => false, (said, step) => {
      const lines = said ? [] : trainedOn(labelled, step.batch.map(({ group }) => group.problem))
      return Effect.as(Effect.forEach(lines, say), [said || lines.length > 0, [step]] as const)
    })
