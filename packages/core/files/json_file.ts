import * as Effect from "effect/Effect"
import { folderError } from "./folder_error.ts"
import { readFile } from "./read_file.ts"
import { reasonOf } from "./reason.ts"

/**
 * The value of a JSON file. Fails if the file cannot be read or is not JSON.
 * @stability unstable
 * @since 0.1.0
 */
export const readJson = Effect.fnUntraced(function* (path: string) {
  const bytes = yield* readFile(path)
  return yield* Effect.try({
    try: () => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown,
    catch: (error) => folderError("read", path, `not JSON, ${reasonOf(error)}`),
  })
})

/**
 * A value as JSON in the form of a model folder's files: indented by two, with a newline at the end.
 * @stability unstable
 * @since 0.1.0
 */
export const formatJson = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
