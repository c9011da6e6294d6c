// The decisions of a run's guard, a line each, beside its metrics.
import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import { RunFolderError } from "./run_error.ts"
import type { Decided } from "./watched.ts"

/** Where it is in a run's folder. */
export const guardFile = "guard.jsonl"

const Line = Schema.Struct({
  /** The update whose metrics were objected to. */
  step: Schema.Int,
  /** The guard, as `--guard` names it. */
  guard: Schema.String,
  decision: Schema.Literals(["warn", "stop", "rollback"]),
  /** The updates of the weights that the run went on with, or ended with. */
  kept: Schema.Int,
  reason: Schema.String,
  /** What the decision rests on; what is not finite is null. */
  numbers: Schema.Record(Schema.String, Schema.NullOr(Schema.Finite)),
})

/** A line of `guard.jsonl`. */
export type GuardLine = typeof Line.Type

const FromText = Schema.fromJsonString(Line)

/** The line of a decision. */
export const guardLineOf = (guard: string, { step, kept, _tag, reason, numbers }: Decided): GuardLine => ({
  step,
  guard,
  decision: _tag,
  kept,
  reason,
  numbers: Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  ),
})

/** One JSON object, with its line break. */
export const guardText = (line: GuardLine): string => JSON.stringify(line) + "\n"

/** Reads them back, none where there is no file; a last line that a crash cut off is left out. */
export const readGuard = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const fail = (reason: string) => new RunFolderError({ action: "read", path, reason })
  const failed = Effect.mapError((error: Error) => fail(reasonOf(error)))
  if (!(yield* failed(fs.exists(path)))) return []
  const text = yield* failed(fs.readFileString(path))
  return yield* Effect.forEach(
    text.split("\n").slice(0, -1),
    (line, i) =>
      Effect.mapError(Schema.decodeEffect(FromText)(line), ({ message }) => fail(`line ${i + 1}: ${message}`)),
  )
})
