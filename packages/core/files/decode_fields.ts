import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { quote } from "./quote.ts"

/** The first field that a schema refuses: its dotted name (empty for the whole value), and what is wrong with it. */
export interface FieldIssue {
  readonly field: string
  readonly message: string
}

/** Decodes by schema; a failure names the field by its path in the file, and quotes its value. */
export const decodeFields = <A>(schema: Schema.ConstraintDecoder<A>, input: unknown): Result.Result<A, FieldIssue> =>
  Result.mapError(Schema.decodeUnknownResult(schema)(input), ({ issue }) => {
    const [{ message, path = [] }] = format(issue).issues
    const keys = path.map((key) => typeof key === "object" ? key.key : key)
    const got = keys.reduce<unknown>((at, key) => Object(at)[key], input)
    return {
      field: keys.join("."),
      message: got === undefined ? "it is missing" : `${spelled(message)}, got ${quote(got)}`,
    }
  })

// The schema's message as a part of a sentence about a file: JSON has no undefined, so the field is missing.
const spelled = (message: string): string => message.replace("Expected", "expected").replace(" | undefined", "")

const format = SchemaIssue.makeFormatterStandardSchemaV1()
