import { Effect, FileSystem } from "effect"
import { folderError } from "./_folder_error.ts"

/** The content of a JSON file. Fails where it cannot be read or is not JSON. */
export const readJson = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(path).pipe(Effect.mapError((error) => folderError("read", path, error.message)))
  return yield* Effect.try({
    try: () => JSON.parse(text) as unknown,
    catch: (error) => folderError("read", path, `not JSON, ${(error as SyntaxError).message}`),
  })
})

/** JSON as a file of a model folder has it: indented by two, with a newline at the end. */
export const formatJson = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
