// How every held-out problem was answered at each evaluation of a run: a line an evaluation, a letter a problem.
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import type { Answered } from "../evaluate/answered.ts"
import { readLines } from "./lines_file.ts"

/** Where it is in a run's folder. */
export const verdictsFile = "verdicts.jsonl"

const Line = Schema.Struct({
  /** The updates of the weights that were asked. */
  step: Schema.Int,
  /** A hash of the problems, their gold answers and their order: lines with the same one can be compared, of any runs. */
  problems: Schema.String,
  /** c, w or u, in the order of the problems: correct, wrong, unparsable. */
  verdicts: Schema.String.check(Schema.isPattern(/^[cwu]+$/)),
})

/**
 * A line of `verdicts.jsonl`.
 * @stability unstable
 * @since 0.1.0
 */
export type VerdictsLine = typeof Line.Type

/** The line of an evaluation, whose problems have a completion each; with its line break. */
export const verdictsText = (step: number, answered: ReadonlyArray<Answered>): string => {
  const asked = answered.map(({ problem: { id, problem, gold } }) => [id, problem, gold])
  const line: VerdictsLine = {
    step,
    problems: createHash("sha256").update(JSON.stringify(asked)).digest("hex"),
    verdicts: answered.map(({ completions: [{ verdict }] }) => verdict[0]).join(""),
  }
  return JSON.stringify(line) + "\n"
}

/** Reads them back, none where there is no file; a last line that a crash cut off is left out. */
export const readVerdicts = (path: string) => readLines(path, { line: Line, missing: "empty" })
