import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { ConfigError } from "./checkpoint_error.ts"
import { decodeFields } from "../files/decode_fields.ts"
import { readJson } from "../files/json_file.ts"

/** The fields of a JSON file that a schema decodes; a failure names the file and the field. */
export const readFields = Effect.fnUntraced(function* <A>(schema: Schema.ConstraintDecoder<A>, file: string) {
  const decoded = decodeFields(schema, yield* readJson(file))
  if (Result.isSuccess(decoded)) return decoded.success
  const { field, message: why } = decoded.failure
  const message = `Cannot read ${field === "" ? "" : `"${field}" of `}"${file}": ${why}`
  return yield* new ConfigError({ file, field, message })
})
