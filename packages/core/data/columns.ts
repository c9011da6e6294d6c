import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { decodeFields } from "../files/decode_fields.ts"
import { each } from "./_each.ts"
import type { DataError } from "./data_error.ts"
import { type DataRow, rowError } from "./data_row.ts"
import { goldOf } from "./gold_of.ts"
import type { Problem } from "./problem.ts"
import { Message } from "../text/message.ts"

/**
 * The columns of a data set that make a problem. Of each list of names, the first that a row has is read. `a.b` is the field
 * `b` of the column `a` (unless a column is called `a.b`), and `a.0` the first element of a list.
 * @since 0.1.0
 */
export interface Columns {
  /** The question. Usually `problem`, else `question`. */
  readonly problem: ReadonlyArray<string>
  /** A list of messages that is the whole prompt. The last message is then the problem, and `problem` is not read. */
  readonly messages?: ReadonlyArray<string>
  /** The right answer. Usually `gold`, else `answer`. If this list is empty, so is every problem's answer. */
  readonly gold: ReadonlyArray<string>
  /** Usually `id`. A row without one gets its line, from the second file on with the file's number before it: `2:17`. */
  readonly id: ReadonlyArray<string>
  /** Another wording of the question, or a list of some. If it is given, every row has one. Default: none is read. */
  readonly wordings?: ReadonlyArray<string>
}

/**
 * The names that most data sets have.
 * @since 0.1.0
 */
export const usualColumns: Columns = { problem: ["problem", "question"], gold: ["gold", "answer"], id: ["id"] }

/**
 * The columns of a table that have to be read: for a name `a.b` both `a.b` and `a`, since `b` may be a field of `a`.
 * @since 0.1.0
 */
export const topLevel = ({ problem, messages = [], gold, id, wordings = [] }: Columns): ReadonlyArray<string> =>
  [...problem, ...messages, ...gold, ...id, ...wordings].flatMap((name) => [name, name.split(".")[0]])

// A number beyond this range has already lost digits.
const Exact = Schema.Finite.check(
  Schema.isBetween({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
)
const TextOrNumber = Schema.Union([Schema.String, Exact])
const Wording = Schema.String.check(Schema.makeFilter((text) => text.trim() !== "" || "it is empty"))
const Wordings = Schema.Union([Wording, Schema.NonEmptyArray(Wording)])
const Fields = Schema.Record(Schema.String, Schema.Unknown)
const isFields = (value: unknown): value is typeof Fields.Type =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * The stage row -> problem. Answers and ids may be numbers within 2^53. Every answer of a list of answers is right by
 * itself. The answer of a worked solution is `goldOf` of it. Fails at the first row that is no problem: a column is missing,
 * the problem is blank, the id occurred before.
 *
 * @example
 * ```ts
 * import { toProblems, usualColumns } from "@rlif/core/data"
 * import { Effect, Stream } from "effect"
 *
 * const value = { question: "How many are 2 and 3?", answer: "2 + 3 = 5\n#### 5" }
 * const problems = Stream.make({ file: "sums.jsonl", unit: "line", line: 1, value } as const).pipe(toProblems(usualColumns))
 * await Effect.runPromise(Stream.runCollect(problems)) // { id: "1", problem: "How many are 2 and 3?", gold: "5" }
 * ```
 *
 * @since 0.1.0
 */
export const toProblems = (columns: Columns) =>
<E, R>(
  rows: Stream.Stream<DataRow, E, R>,
): Stream.Stream<Problem, E | DataError, R> =>
  Stream.suspend(() => {
    // File and line of every id in one number: there may be millions of ids.
    const known = new Map<string, number>()
    const files: Array<string> = []
    return each((row: DataRow): Result.Result<Problem, DataError> => {
      if (files.at(-1) !== row.file) files.push(row.file)
      const read = problemOf(row, columns)
      if (Result.isFailure(read)) return Result.fail(read.failure)
      // The id never holds the path: seeds of completions follow from ids, and must not depend on where a file lies.
      const { id = `${files.length === 1 ? "" : `${files.length}:`}${row.line}`, ...rest } = read.success
      const other = known.get(id)
      if (other === undefined) {
        known.set(id, files.length * 2 ** 32 + row.line)
        return Result.succeed({ id, ...rest })
      }
      const file = files[Math.floor(other / 2 ** 32) - 1]
      const where = `${row.unit} ${other % 2 ** 32}${file === row.file ? "" : ` of "${file}"`}`
      return Result.fail(rowError(row, `"${id}" is that of ${where}`, nameOf(row, columns.id)))
    })(rows)
  })

const problemOf = (row: DataRow, columns: Columns) => {
  if (!isFields(row.value)) {
    const why = Result.match(decodeFields(Fields, row.value), {
      onSuccess: () => "",
      onFailure: ({ message }) => message,
    })
    return Result.fail(rowError(row, why))
  }
  const fields = row.value
  const { decode, textAt } = reading(row, fields)
  return Result.gen(function* () {
    const asks = nameOf(row, columns.messages ?? columns.problem)
    const asked = yield* columns.messages === undefined
      ? problemIn(row, asks) ?? Result.map(textAt(asks, Schema.String), (problem) => ({ problem }))
      : Result.map(decode(asks, Chat), (messages) => ({ problem: messages.at(-1)!.content, messages }))
    if (asked.problem.trim() === "") return yield* Result.fail(rowError(row, "it is empty", asks))
    const name = nameOf(row, columns.gold)
    const list = columns.gold.length === 0 ? undefined : at(fields, name)
    const golds: Array<string> = []
    if (columns.gold.length === 0) golds.push("")
    else if (!Array.isArray(list)) golds.push(`${yield* textAt(name, TextOrNumber)}`)
    else for (const i of list.keys()) golds.push(`${yield* textAt(`${name}.${i}`, TextOrNumber)}`)
    const [gold, ...alsoGold] = golds.map(goldOf)
    if (gold === undefined) return yield* Result.fail(rowError(row, "it is an empty list", name))
    const key = nameOf(row, columns.id)
    const id = columns.id.length > 0 && at(fields, key) !== undefined ? yield* textAt(key, TextOrNumber) : undefined
    const other = nameOf(row, columns.wordings ?? [])
    const wordings = columns.wordings === undefined ? [] : yield* decode(other, Wordings)
    return {
      ...asked,
      gold,
      ...(alsoGold.length === 0 ? {} : { alsoGold }),
      ...(columns.wordings === undefined ? {} : { wordings: typeof wordings === "string" ? [wordings] : wordings }),
      ...(id === undefined ? {} : { id: `${id}` }),
    }
  })
}

/** Fields of a row by a schema, or which is wrong and why. */
const reading = (row: DataRow, fields: Readonly<Record<string, unknown>>) => {
  const decode = <A>(name: string, schema: Schema.ConstraintDecoder<A>): Result.Result<A, DataError> => {
    const value = at(fields, name)
    return Result.mapError(decodeFields(schema, value), ({ field, message }) => {
      const why = value === undefined
        ? nullOn(fields, name) ?? `${message}; there ${phrase(Object.keys(fields))}`
        : message
      return rowError(row, why, field === "" ? name : `${name}.${field}`)
    })
  }
  // Most values are texts, and decoding each by a schema is too slow for millions of rows.
  const textAt = <A>(name: string, schema: Schema.ConstraintDecoder<A>): Result.Result<A | string, DataError> => {
    const value = at(fields, name)
    return typeof value === "string" ? Result.succeed(value) : decode(name, schema)
  }
  return { decode, textAt }
}

/** The part of the path `name` whose value is null; undefined if no part is. */
const nullOn = (value: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  if (Object.hasOwn(value, name) && value[name] === null) return "it is null"
  const parts = name.split(".")
  let inner: unknown = value
  for (const [i, part] of parts.entries()) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, part)) return undefined
    inner = (inner as Readonly<Record<string, unknown>>)[part]
    if (inner === null) return i === parts.length - 1 ? "it is null" : `"${parts.slice(0, i + 1).join(".")}" is null`
  }
  return undefined
}

/** A chat whose last turn is not the assistant's. Tables write null for fields that a message lacks. */
const Chat = Schema.NonEmptyArray(
  Schema.Record(Schema.String, Schema.Unknown).check(
    Schema.makeFilter((message) => {
      const other = Object.keys(message).find((key) => message[key] != null && !(key in Message.fields))
      return other === undefined || `"${other}" of a message is not supported`
    }),
  ),
).pipe(Schema.decodeTo(Schema.NonEmptyArray(Message))).check(
  Schema.makeFilter((messages) =>
    messages.at(-1)!.role !== "assistant" || "a prompt that ends in what the assistant says is not supported"
  ),
)

/** Why a value is no problem's text: it is a list of messages, or the text of a message that is not the user's. */
const problemIn = (row: DataRow, name: string) => {
  const value = at(row.value, name)
  if (Array.isArray(value) && value.some((item) => speakerOf(item) !== undefined)) {
    return Result.fail(rowError(row, `it is a list of messages: name it by --messages-column ${name}`, name))
  }
  const [parent, list] = [name.split(".").slice(0, -1), name.split(".").slice(0, -2)].map((path) => path.join("."))
  const speaker = Object.hasOwn(Object(row.value), name) ? undefined : speakerOf(at(row.value, parent))
  if (speaker === undefined || speaker === "user" || speaker === "human") return undefined
  const instead = list === "" ? "" : `; --messages-column ${list} takes all of them`
  return Result.fail(rowError(row, `it is what "${speaker}" says, and no problem${instead}`, name))
}

/** The speaker of a message, in either spelling of data sets. */
const speakerOf = (message: unknown): string | undefined => {
  const { role, from } = Object(message) as Readonly<Record<string, unknown>>
  const speaker = role ?? from
  return typeof speaker === "string" && ("content" in Object(message) || "value" in Object(message))
    ? speaker
    : undefined
}

/** The first name whose value is not null, else the first that the row has at all, else the first name. */
const nameOf = ({ value }: DataRow, names: ReadonlyArray<string>): string =>
  names.find((name) => at(value, name) !== undefined) ??
    names.find((name) => Object.hasOwn(Object(value), name)) ?? names[0] ?? ""

/** The value of a column, or of a field inside one. Fields that objects inherit do not count. Tables write null for nothing. */
const at = (value: unknown, name: string): unknown => {
  const own = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? (value as Readonly<Record<string, unknown>>)[key] ?? undefined
      : undefined
  return own(value, name) ?? (name.includes(".") ? name.split(".").reduce(own, value) : undefined)
}

const phrase = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? "is none" : `${names.length === 1 ? "is" : "are"} ${names.map((name) => `"${name}"`).join(", ")}`
