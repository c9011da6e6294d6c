// What a run goes on from: its last whole checkpoint, and what it wrote until then.
import { reasonOf } from "@rlif/core/files/reason"
import type { TrainingState } from "@rlif/core/learn/training"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { latestCheckpoint, recovered, removeAfter } from "../../run/checkpoints.ts"
import { changes, type Machine } from "../../run/machine.ts"
import { controlFile, readControl } from "../../run/control_file.ts"
import { guardFile, readGuard } from "../../run/guard_file.ts"
import { held } from "../../run/lead.ts"
import { type MetricsLine, metricsLine, readMetrics } from "../../run/metrics_file.ts"
import { RunFolderError } from "../../run/run_error.ts"
import { named, type RunFolder } from "../../run/run_folder.ts"
import { stepOf } from "../../run/samples_file.ts"
import { readVerdicts, verdictsFile } from "../../run/verdicts_file.ts"
import { kebab } from "../../settings/kebab.ts"
import { SettingsError } from "../../settings/setting.ts"
import { isFalling } from "../../settings/teacher.ts"
import type { TrainSettings } from "../../settings/train_settings.ts"

/** Where a run begins. */
export interface Beginning {
  /** Updates that are done. */
  readonly step: number
  readonly state: TrainingState | undefined
  /** What was measured of them, and before the first. */
  readonly lines: ReadonlyArray<MetricsLine>
  /** What is to be said of it. */
  readonly notes: ReadonlyArray<string>
}

const metricsFile = "metrics.jsonl"

/** The beginning of a new run. */
export const anew: Beginning = { step: 0, state: undefined, lines: [], notes: [] }

/** What may change where a run goes on, as it changes nothing that was done: a guard only ends a run. */
const free: ReadonlyArray<string> = [
  "format",
  "out",
  "steps",
  "saveEvery",
  "keep",
  "threads",
  "memoryLimit",
  "tensorboard",
  "guard",
  "guardLabels",
  "dryRun",
]

/** Fails where settings are not those that the run was begun with. */
export const checkSame = Effect.fnUntraced(function* (settings: TrainSettings) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const text = yield* Effect.mapError(fs.readFileString(join(settings.resume, "config.json")), notARun(settings.resume))
  const begun: Readonly<Record<string, unknown>> = JSON.parse(text)
  const now: Readonly<Record<string, unknown>> = settings
  const same = (key: string) => JSON.stringify(begun[key]) === JSON.stringify(now[key])
  const other = Object.keys(begun).find((key) => !free.includes(key) && !same(key))
  const refuse = (flag: string, why: string) =>
    new SettingsError({
      message: `Cannot resume "${settings.resume}" with --${kebab(flag)} ${String(now[flag])}: ${why}`,
    })
  if (other !== undefined) return yield* refuse(other, `it was begun with ${JSON.stringify(begun[other])}`)
  if (settings.schedule === "cosine" && !same("steps")) {
    return yield* refuse("steps", "the cosine of its learning rate ends where it was begun to end")
  }
  if (isFalling(settings.teacher) && !same("steps")) {
    return yield* refuse("steps", "the rate at which its teacher follows falls until it was begun to end")
  }
})

const notARun = (path: string) => (error: Error) =>
  new RunFolderError({ action: "resume", path, reason: `it is no run folder: ${reasonOf(error)}` })

/** The last whole checkpoint of a run, and the metrics until then. Changes nothing. */
export const resumed = Effect.fnUntraced(function* (run: string, now: Machine) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const { checkpoint, broken } = yield* latestCheckpoint(run)
  const notes = broken.map(({ message }) => `${message}; going on from an earlier one`)
  if (checkpoint === undefined) {
    // To begin anew would lose what those checkpoints hold.
    if (broken.length === 0) return anew
    const reason = `none of its checkpoints can be read. ${broken.map(({ message }) => message).join(". ")}`
    return yield* new RunFolderError({ action: "resume", path: run, reason })
  }
  const { step, state, made } = checkpoint
  const file = join(run, metricsFile)
  const lines = ((yield* fs.exists(file)) ? yield* readMetrics(file) : []).filter((line) => line.step <= step)
  const updates = lines.filter((line) => line.step > 0).map((line) => line.step)
  if (updates.length !== step || updates.some((at, i) => at !== i + 1)) {
    const reason = `it has not a line of each of the ${step} updates before the checkpoint`
    return yield* new RunFolderError({ action: "resume", path: file, reason })
  }
  const different = changes(made, now)
  const warning = "Warning: this is not what computed the run so far, and its last bits may differ"
  const begun: Beginning = {
    step,
    state,
    lines,
    notes: [...notes, ...different.length === 0 ? [] : [`${warning}: ${different.join("; ")}`]],
  }
  return begun
})

/** Takes back what the run wrote after its beginning, and what it left half-written. */
export const rewound = Effect.fnUntraced(
  function* (folder: RunFolder, { step, state, lines }: Beginning) {
    const { path: run, write } = folder
    const fs = yield* FileSystem.FileSystem
    const { join } = yield* Path.Path
    yield* named(folder)
    yield* recovered(run)
    yield* held
    yield* removeAfter(run, step)
    // A new file even of the same lines: whoever led before may still append to the old one.
    if (yield* fs.exists(join(run, metricsFile))) yield* write(metricsFile, lines.map(metricsLine).join(""))
    const logs = {
      [guardFile]: yield* readGuard(join(run, guardFile)),
      [controlFile]: yield* readControl(run),
      [verdictsFile]: yield* readVerdicts(join(run, verdictsFile)),
    }
    for (const [name, all] of Object.entries<ReadonlyArray<{ readonly step: number }>>(logs)) {
      // Without a checkpoint what was measured before the first update is measured again.
      const kept = state === undefined ? [] : all.filter((line) => line.step <= step)
      // Also where nothing goes: a crash may have cut a last line off.
      if (kept.length === 0) {
        yield* fs.remove(join(run, name), { force: true })
        continue
      }
      yield* write(name, kept.map((line) => JSON.stringify(line) + "\n").join(""))
    }
    for (const folder of ["samples", "held_out"]) {
      for (const name of yield* Effect.orElseSucceed(fs.readDirectory(join(run, folder)), () => [])) {
        const at = stepOf(name)
        if (at !== undefined && at > step) yield* fs.remove(join(run, folder, name))
      }
    }
  },
  (effect, { path: run }) =>
    Effect.catchTag(
      effect,
      "PlatformError",
      (error) => Effect.fail(new RunFolderError({ action: "resume", path: run, reason: reasonOf(error) })),
    ),
)
