// What `rlif eval --output` writes, a line a problem, and `rlif compare` reads.
import type { Problem } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Answered } from "../../evaluate/answered.ts"
import { RowError, rows } from "./rows.ts"

/** How all problems of an evaluation were asked. */
export interface How {
  readonly temperature: number
  readonly maxTokens: number
}

/** A line of the file: the problem, how it was asked, and each completion with its verdict. */
export const answeredLine = ({ problem, completions }: Answered, { temperature, maxTokens }: How): string =>
  `${JSON.stringify({ ...problem, temperature, maxTokens, completions })}\n`

const Row = Schema.Struct({
  id: Schema.String,
  problem: Schema.String,
  gold: Schema.String,
  alsoGold: Schema.optionalKey(Schema.Array(Schema.String)),
  temperature: Schema.Finite,
  maxTokens: Schema.Int,
  completions: Schema.NonEmptyArray(Schema.Struct({
    text: Schema.String,
    tokens: Schema.Int,
    finish: Schema.Literals(["stop", "length"]),
    verdict: Schema.Literals(["correct", "wrong", "unparsable"]),
  })),
})

/** Reads such a file: problems by their ids, each once, with equally many completions and asked alike. */
export const answeredRows = Effect.fnUntraced(function* (file: string) {
  const found = new Map<string, Answered>()
  let how: (How & { readonly completions: number }) | undefined
  const decode = (row: Readonly<Record<string, unknown>>) => {
    const decoded = Schema.decodeUnknownResult(Row)(row)
    if (decoded._tag === "Failure") return { field: "", why: String(decoded.failure.message).replace(/\s*\n\s*/g, " ") }
    const { temperature, maxTokens, completions, ...problem } = decoded.success
    const here = { temperature, maxTokens, completions: completions.length }
    how ??= here
    if (found.has(problem.id)) return { field: "id", why: `"${problem.id}" is that of a line before` }
    const other = (["completions", "temperature", "maxTokens"] as const).find((name) => here[name] !== how?.[name])
    if (other !== undefined) return { field: other, why: `${here[other]}, and ${how[other]} in the lines before` }
    found.set(problem.id, { problem: problem satisfies Problem, completions })
    return { value: undefined }
  }
  yield* Stream.runDrain(rows(file, decode))
  if (how === undefined) {
    return yield* new RowError({ file, line: 0, field: "", message: `Cannot read "${file}": it has no problems` })
  }
  return { answered: [...found.values()], temperature: how.temperature, maxTokens: how.maxTokens }
})
