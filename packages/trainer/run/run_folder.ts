import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { Metrics, Step } from "../stage/step.ts"
import { draftOf, held, Lead } from "./lead.ts"
import { leaderFile, leaderText } from "./leader_file.ts"
import { checkUntaken, contents, locked } from "./lock.ts"
import { madeFolder } from "./made_folder.ts"
import { metricsLine } from "./metrics_file.ts"
import { RunFolderError, RunFolderExists } from "./run_error.ts"
import { samplesFile, samplesName } from "./samples_file.ts"

/**
 * Where in a run's folder it stands what was said before the run began.
 * @since 0.1.0
 */
export const aboutFile = "about.txt"

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
  /** Appends one line, with its line break, to any other file. */
  readonly append: (name: string, line: string) => Effect.Effect<void, RunFolderError>
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
 * Opens the folder of a new run and writes `config.json`: everything that doing the run again takes. The folder is this
 * process's own until the scope closes; a folder that is still empty then is removed again, if it was new. Fails with
 * `RunFolderExists` if the folder is not empty, and with `RunFolderTaken` if another process has it.
 * @since 0.1.0
 */
export const openRun = Effect.fn("openRun")(function* (path: string, config: unknown) {
  yield* madeFolder(path)
  if ((yield* contents(path)).length > 0) {
    yield* checkUntaken(path)
    return yield* new RunFolderExists({ path })
  }
  yield* locked(path)
  if ((yield* contents(path)).length > 0) return yield* new RunFolderExists({ path })
  const folder = yield* folderAt(path)
  yield* folder.write("config.json", configText(config))
  yield* named(folder)
  return folder
})

/**
 * Takes the folder of a run that has ended, to go on in it: the folder is this process's own until the scope closes, and
 * what is in it stays. Fails with `RunFolderTaken` if another process has it; if the run is `led` (see `layerFleetQueue`), a
 * process of another machine may have it, which then leads no more.
 * @since 0.1.0
 */
export const takeRun = Effect.fn("takeRun")(function* (path: string, options: { readonly led?: boolean } = {}) {
  yield* locked(path, options)
  return yield* folderAt(path)
})

/**
 * Writes by which name a database knows the run, and which leader this is, where there is one.
 * @stability unstable
 * @since 0.1.0
 */
export const named = ({ write }: RunFolder): Effect.Effect<void, RunFolderError> =>
  Effect.flatMap(Lead, (lead) => lead === undefined ? Effect.void : write(leaderFile, leaderText(lead)))

/**
 * The text of a `config.json`.
 * @since 0.1.0
 */
export const configText = (config: unknown): string => JSON.stringify(config, null, 2) + "\n"

const folderAt = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { join, dirname, basename } = yield* Path.Path
  const failed = (action: string, file: string) =>
    Effect.mapError((error: Error) => new RunFolderError({ action, path: file, reason: reasonOf(error) }))

  const write = (name: string, text: string) => {
    const file = join(path, name)
    return Effect.flatMap(draftOf(file), (draft) =>
      fs.makeDirectory(dirname(file), { recursive: true }).pipe(
        Effect.andThen(fs.writeFileString(draft, text)),
        Effect.andThen(held),
        Effect.andThen(fs.rename(draft, file)),
        Effect.onError(() => Effect.ignore(fs.remove(draft))),
        failed("write", file),
        Effect.uninterruptible,
      ))
  }
  const append = (name: string, line: string) => {
    const file = join(path, name)
    // The file is open before it is known who leads: whoever leads next puts another in its place.
    return fs.open(file, { flag: "a" }).pipe(
      Effect.tap(held),
      Effect.flatMap((open) => open.writeAll(new TextEncoder().encode(line))),
      Effect.scoped,
      failed("append to", file),
      Effect.uninterruptible,
    )
  }
  const folder: RunFolder = {
    path,
    metrics: (step, metrics) => append("metrics.jsonl", metricsLine({ step, metrics })),
    append,
    samples: ({ step, batch }) => write(samplesName(step), samplesFile(batch)),
    write,
    model: Effect.fnUntraced(function* (name, save, files = {}) {
      const [target, old] = ["", ".old"].map((end) => join(path, name + end))
      const draft = yield* draftOf(target)
      const remove = (directory: string) => fs.remove(directory, { recursive: true, force: true })
      const replace = Effect.gen(function* () {
        yield* held
        if (yield* fs.exists(target)) yield* fs.rename(target, old)
        // Without a draft, which whoever leads now has removed, the model that was here stays.
        yield* Effect.onError(fs.rename(draft, target), () => Effect.ignore(fs.rename(old, target)))
        yield* remove(old)
      })
      yield* remove(draft).pipe(failed("remove", draft))
      yield* save(draft).pipe(Effect.onError(() => Effect.ignore(remove(draft))))
      yield* Effect.forEach(Object.entries(files), ([file, text]) => write(join(basename(draft), file), text))
      yield* replace.pipe(
        Effect.onError(() => Effect.ignore(remove(draft))),
        failed("write", target),
        Effect.uninterruptible,
      )
    }),
  }
  return folder
})
