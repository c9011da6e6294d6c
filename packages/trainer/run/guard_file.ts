// The decisions of a run's guard, a line each, beside its metrics.
import * as Schema from "effect/Schema"
import { readLines } from "./lines_file.ts"
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
export const readGuard = (path: string) => readLines(path, { line: Line, missing: "empty" })
