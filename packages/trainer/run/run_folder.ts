import { reasonOf } from "@rlif/core/files/reason"
import { Effect, FileSystem, Path } from "effect"
import type { Metrics, Step } from "../stage/step.ts"
import { metricsLine } from "./metrics_file.ts"
import { RunFolderError, RunFolderExists } from "./run_error.ts"
import { samplesFile } from "./samples_file.ts"

/**
 * A run's place on disk, whole at every moment: lines are appended whole, files and models appear by renaming.
 * @since 0.1.0
 */
export interface RunFolder {
  readonly path: string
  /** Appends one line to `metrics.jsonl`. */
  readonly metrics: (step: number, metrics: Metrics) => Effect.Effect<void, RunFolderError>
  /** Writes `samples/step_<n>.jsonl`. */
  readonly samples: (step: Step) => Effect.Effect<void, RunFolderError>
  /** Writes any other file. */
  readonly write: (name: string, text: string) => Effect.Effect<void, RunFolderError>
  /** Saves a model, with further text files, in the folder `name` (such as `final`) in place of an older one. */
  readonly model: <E, R>(
    name: string,
    save: (directory: string) => Effect.Effect<void, E, R>,
    files?: Readonly<Record<string, string>>,
  ) => Effect.Effect<void, E | RunFolderError, R>
}

/**
 * Opens the folder of a new run and writes `config.json`: everything that doing the run again takes. Fails with
 * `RunFolderExists` if the folder is not empty.
 * @since 0.1.0
 */
export const openRun = Effect.fn("openRun")(function* (path: string, config: unknown) {
  const fs = yield* FileSystem.FileSystem
  const opened = failed("open", path)
  const present = yield* opened(fs.exists(path))
  if (present && (yield* opened(fs.readDirectory(path))).length > 0) return yield* new RunFolderExists({ path })
  return yield* reopenRun(path, config)
})

/**
 * The folder of a run that goes on; `config.json` is written anew, as some settings may have changed.
 * @stability unstable
 * @since 0.1.0
 */
export const reopenRun = Effect.fnUntraced(function* (path: string, config: unknown) {
  const fs = yield* FileSystem.FileSystem
  const { join, dirname } = yield* Path.Path

  const write = (name: string, text: string) => {
    const file = join(path, name)
    return fs.makeDirectory(dirname(file), { recursive: true }).pipe(
      Effect.andThen(fs.writeFileString(`${file}.partial`, text)),
      Effect.andThen(fs.rename(`${file}.partial`, file)),
      failed("write", file),
      Effect.uninterruptible,
    )
  }
  const lines = join(path, "metrics.jsonl")
  const folder: RunFolder = {
    path,
    metrics: (step, metrics) =>
      fs.writeFileString(lines, metricsLine({ step, metrics }), { flag: "a" }).pipe(
        failed("append to", lines),
        Effect.uninterruptible,
      ),
    samples: ({ step, batch }) =>
      write(join("samples", `step_${String(step).padStart(6, "0")}.jsonl`), samplesFile(batch)),
    write,
    model: Effect.fnUntraced(function* (name, save, files = {}) {
      const [target, partial, old] = ["", ".partial", ".old"].map((end) => join(path, name + end))
      const remove = (directory: string) => fs.remove(directory, { recursive: true, force: true })
      const replace = Effect.gen(function* () {
        if (yield* fs.exists(target)) yield* fs.rename(target, old)
        yield* fs.rename(partial, target)
        yield* remove(old)
      })
      yield* remove(partial).pipe(failed("remove", partial))
      yield* save(partial).pipe(Effect.onError(() => Effect.ignore(remove(partial))))
      yield* Effect.forEach(Object.entries(files), ([file, text]) => write(join(`${name}.partial`, file), text))
      yield* replace.pipe(failed("write", target), Effect.uninterruptible)
    }),
  }

  yield* write("config.json", JSON.stringify(config, null, 2) + "\n")
  return folder
})

const failed = (action: string, path: string) =>
  Effect.mapError((error: Error) => new RunFolderError({ action, path, reason: reasonOf(error) }))
