import { Effect, Result, Schema, Stream } from "effect"
import { decodeFields } from "../files/decode_fields.ts"
import type { DataError } from "./data_error.ts"
import { type DataRow, rowError } from "./data_row.ts"
import type { Problem } from "./problem.ts"
import { lastBox } from "../text/last_box.ts"

/**
 * Which columns of a data set make a problem: each a list of names, of which the first that a row has counts. `a.b` is the
 * field `b` of the column `a`, where no column has that whole name, and `a.0` the first element of a list.
 */
export interface Columns {
  /** Default `problem`, else `question`. */
  readonly problem: ReadonlyArray<string>
  /** Default `gold`, else `answer`. An empty list is data without answers: each is an empty text. */
  readonly gold: ReadonlyArray<string>
  /** Default `id`. Else it is the line, after the file's number from the second on: `2:17`. */
  readonly id: ReadonlyArray<string>
}

/** The names that most data sets have. */
export const usualColumns: Columns = { problem: ["problem", "question"], gold: ["gold", "answer"], id: ["id"] }

/** The columns of a table that may hold what is asked for: `a.b` may be a column of this name, or a field of `a`. */
export const topLevel = ({ problem, gold, id }: Columns): ReadonlyArray<string> =>
  [...problem, ...gold, ...id].flatMap((name) => [name, name.split(".")[0]])

// A number beyond these has already lost digits.
const Exact = Schema.Finite.check(
  Schema.isBetween({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
)
const TextOrNumber = Schema.Union([Schema.String, Exact])
const Fields = Schema.Record(Schema.String, Schema.Unknown)

/**
 * The stage row -> problem. Answers and ids may be numbers, within 2^53; ids are unique in the data set. Of a worked solution
 * the answer is what it ends in: `x` where its last line is `#### x`, as in GSM8K, else what its last `\boxed{x}` holds, as in
 * MATH; any other text is an answer as it is. Fails at the first row that is no problem.
 *
 * @example
 * ```ts
 * import { toProblems, usualColumns } from "@rlif/core/data/columns"
 * import { Effect, Stream } from "effect"
 *
 * const value = { question: "How many are 2 and 3?", answer: "2 + 3 = 5\n#### 5" }
 * const problems = Stream.make({ file: "sums.jsonl", unit: "line", line: 1, value } as const).pipe(toProblems(usualColumns))
 * await Effect.runPromise(Stream.runCollect(problems)) // { id: "1", problem: "How many are 2 and 3?", gold: "5" }
 * ```
 */
export const toProblems = (columns: Columns) =>
<E, R>(
  rows: Stream.Stream<DataRow, E, R>,
): Stream.Stream<Problem, E | DataError, R> =>
  Stream.suspend(() => {
    const known = new Map<string, DataRow>()
    const files: Array<string> = []
    return Stream.mapEffect(rows, (row) => {
      if (files.at(-1) !== row.file) files.push(row.file)
      const read = problemOf(row, columns)
      if (Result.isFailure(read)) return Effect.fail(read.failure)
      // Never by the path, which the seeds of completions would then depend on.
      const { problem, gold, id = `${files.length === 1 ? "" : `${files.length}:`}${row.line}` } = read.success
      const other = known.get(id)
      if (other === undefined) {
        known.set(id, { ...row, value: undefined })
        return Effect.succeed({ id, problem, gold })
      }
      const where = `${other.unit} ${other.line}${other.file === row.file ? "" : ` of "${other.file}"`}`
      return Effect.fail(rowError(row, `"${id}" is that of ${where}`, nameOf(row, columns.id)))
    })
  })

const problemOf = (row: DataRow, columns: Columns) => {
  const object = decodeFields(Fields, row.value)
  if (Result.isFailure(object)) return Result.fail(rowError(row, object.failure.message))
  const read = <A>(names: ReadonlyArray<string>, schema: Schema.ConstraintDecoder<A>) => {
    const value = at(object.success, nameOf(row, names))
    return Result.mapError(decodeFields(schema, value), ({ message }) => {
      const name = nameOf(row, names)
      if (value !== undefined) return rowError(row, message, name)
      const why = Object.hasOwn(object.success, name) && object.success[name] === null
        ? "it is null"
        : `${message}; there ${phrase(Object.keys(object.success))}`
      return rowError(row, why, name)
    })
  }
  return Result.gen(function* () {
    const problem = yield* read(columns.problem, Schema.String)
    const gold = columns.gold.length === 0 ? "" : `${yield* read(columns.gold, TextOrNumber)}`
    const id = columns.id.length === 0 ? undefined : yield* read(columns.id, Schema.UndefinedOr(TextOrNumber))
    return {
      problem,
      gold: hashed.exec(gold)?.[1] ?? lastBox(gold) ?? gold,
      ...(id === undefined ? {} : { id: `${id}` }),
    }
  })
}

/** The end of a worked solution of GSM8K. */
const hashed = /(?:^|\n)####[ \t]*(\S.*?)\s*$/

/** The first of the names that a row has, null where it has no other, and the first of all where it has none. */
const nameOf = ({ value }: DataRow, names: ReadonlyArray<string>): string =>
  names.find((name) => at(value, name) !== undefined) ??
    names.find((name) => Object.hasOwn(Object(value), name)) ?? names[0] ?? ""

/** A column, or a field inside one; what only every object has is none. Tables write null where there is nothing. */
const at = (value: unknown, name: string): unknown => {
  const own = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? (value as Readonly<Record<string, unknown>>)[key] ?? undefined
      : undefined
  return own(value, name) ?? (name.includes(".") ? name.split(".").reduce(own, value) : undefined)
}

const phrase = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? "is none" : `${names.length === 1 ? "is" : "are"} ${names.map((name) => `"${name}"`).join(", ")}`
