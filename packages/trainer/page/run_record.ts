import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { guardFile, type GuardLine, readGuard } from "../run/guard_file.ts"
import { type MetricsLine, readMetrics } from "../run/metrics_file.ts"
import { RunFolderError } from "../run/run_error.ts"
import { stepOf } from "../run/samples_file.ts"
import { type ControlLine, readControl } from "../run/control_file.ts"
import { aboutFile } from "../run/run_folder.ts"
import { readVerdicts, verdictsFile, type VerdictsLine } from "../run/verdicts_file.ts"

/**
 * A run as its folder tells of it. Its samples are files that are read one by one.
 * @since 0.1.0
 */
export interface RunRecord {
  readonly path: string
  /** The last part of its path. */
  readonly name: string
  /** What `config.json` says, by the names of settings. */
  readonly config: Readonly<Record<string, unknown>>
  readonly lines: ReadonlyArray<MetricsLine>
  readonly decisions: ReadonlyArray<GuardLine>
  /** What was said of it before it began: the first prompt, what ends a completion, the memory that it would take. */
  readonly about: string
  /** What people asked of it, and when it did so. */
  readonly control: ReadonlyArray<ControlLine>
  /** How all held-out problems were answered, evaluation by evaluation. */
  readonly verdicts: ReadonlyArray<VerdictsLine>
  /** Updates of which samples were written, in their order. */
  readonly sampled: ReadonlyArray<SampledStep>
  /** Those after which the answers to held-out problems were written. */
  readonly heldOut: ReadonlyArray<SampledStep>
}

/**
 * An update with the file of what was sampled.
 * @since 0.1.0
 */
export interface SampledStep {
  readonly step: number
  readonly file: string
}

/**
 * Reads the folder of a run, which may go on meanwhile. Fails with an error that names the file where the folder is no run's.
 * @since 0.1.0
 */
export const readRun = Effect.fn("readRun")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { join, basename, resolve } = yield* Path.Path
  const config = yield* readConfig(join(path, "config.json"))
  const metrics = join(path, "metrics.jsonl")
  const has = (file: string) => Effect.orElseSucceed(fs.exists(file), () => false)
  const run: RunRecord = {
    path,
    name: basename(resolve(path)),
    config,
    // A run that has just begun has none.
    lines: (yield* has(metrics)) ? yield* readMetrics(metrics) : [],
    decisions: yield* readGuard(join(path, guardFile)),
    about: yield* Effect.orElseSucceed(fs.readFileString(join(path, aboutFile)), () => ""),
    control: yield* readControl(path),
    verdicts: yield* readVerdicts(join(path, verdictsFile)),
    sampled: yield* stepsIn(join(path, "samples")),
    heldOut: yield* stepsIn(join(path, "held_out")),
  }
  return run
})

const stepsIn = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const names = yield* Effect.orElseSucceed(fs.readDirectory(folder), () => [])
  const steps = names.flatMap((name): ReadonlyArray<SampledStep> => {
    const step = stepOf(name)
    return step === undefined ? [] : [{ step, file: join(folder, name) }]
  })
  return steps.toSorted((a, b) => a.step - b.step)
})

const readConfig = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const fail = (reason: string) => new RunFolderError({ action: "read", path, reason })
  const text = yield* Effect.mapError(fs.readFileString(path), (error) => fail(reasonOf(error)))
  const json = yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: (error) => fail(`not JSON, ${(error as SyntaxError).message}`),
  })
  if (typeof json !== "object" || json === null || Array.isArray(json)) return yield* fail("not a JSON object")
  if (!("reward" in json && "steps" in json)) return yield* fail("these are no settings of a run")
  return json as Readonly<Record<string, unknown>>
})
