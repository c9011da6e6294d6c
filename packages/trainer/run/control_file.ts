// What people ask of a run that goes on, and what it did of that: two files of its folder, a line each time. Whoever shows the
// run appends to the one, the run alone to the other.
import { reasonOf } from "@rlif/core/files/reason"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { linesAfter, readLines } from "./lines_file.ts"
import { RunFolderError } from "./run_error.ts"

/**
 * What may be asked of a run between two updates.
 * @stability unstable
 * @since 0.1.0
 */
export const Ask = Schema.Literals(["pause", "go on", "save", "stop"])

/**
 * What may be asked of a run between two updates.
 * @stability unstable
 * @since 0.1.0
 */
export type Ask = typeof Ask.Type

/**
 * Where the run writes what it did.
 * @stability unstable
 * @since 0.1.0
 */
export const controlFile = "control.jsonl"

/** Where people's wishes are appended. */
const asksFile = "asks.jsonl"

const AskLine = Schema.fromJsonString(Schema.Struct({ ask: Ask, at: Schema.String }))

const ControlLine = Schema.Struct({
  /** The update after which it was done. */
  step: Schema.Int,
  ask: Ask,
  /** When, as ISO 8601. */
  at: Schema.String,
})

/**
 * A line of `control.jsonl`.
 * @stability unstable
 * @since 0.1.0
 */
export type ControlLine = typeof ControlLine.Type

const now = Effect.map(Clock.currentTimeMillis, (millis) => new Date(millis).toISOString())

/**
 * The line of what was done, with its line break.
 * @stability unstable
 * @since 0.1.0
 */
export const controlText = (ask: Ask, step: number): Effect.Effect<string> =>
  Effect.map(now, (at) => JSON.stringify({ step, ask, at } satisfies ControlLine) + "\n")

/**
 * Reads back what a run did, nothing where there is no file; a last line that a crash cut off is left out.
 * @stability unstable
 * @since 0.1.0
 */
export const readControl = Effect.fnUntraced(function* (run: string) {
  return yield* readLines((yield* Path.Path).join(run, controlFile), { line: ControlLine, missing: "empty" })
})

/**
 * Asks the run of a folder, which may be another process's.
 * @stability unstable
 * @since 0.1.0
 */
export const askRun = Effect.fnUntraced(function* (run: string, ask: Ask) {
  const fs = yield* FileSystem.FileSystem
  const path = (yield* Path.Path).join(run, asksFile)
  const line = JSON.stringify({ ask, at: yield* now }) + "\n"
  yield* Effect.mapError(
    fs.writeFileString(path, line, { flag: "a" }),
    (error) => new RunFolderError({ action: "append to", path, reason: reasonOf(error) }),
  )
})

/**
 * What is asked of a run from now on: an effect that gives what was asked since it last ran. A line that is no wish is none.
 * @stability unstable
 * @since 0.1.0
 */
export const asksOf = Effect.fnUntraced(function* (run: string) {
  const path = (yield* Path.Path).join(run, asksFile)
  let read = (yield* linesAfter(path, 0)).length
  return Effect.gen(function* () {
    const lines = yield* linesAfter(path, read)
    read += lines.length
    return lines.flatMap((line): ReadonlyArray<Ask> => {
      const found = Schema.decodeOption(AskLine)(line)
      return Option.isSome(found) ? [found.value.ask] : []
    })
  })
})
