import { Effect, FileSystem, Path } from "effect"
import { folderError } from "./_folder_error.ts"
import { has } from "./_has.ts"

/** What travels with the weights, where it exists: the files of the tokenizer. */
export const carried = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.json",
  "merges.txt",
  "chat_template.jinja",
]

/** Those of a folder that there are, by name. */
export const carriedFiles = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const files: Record<string, Uint8Array> = {}
  for (const name of carried) {
    if (!(yield* has(directory, name))) continue
    const file = path.join(directory, name)
    files[name] = yield* fs.readFile(file).pipe(Effect.mapError(({ message }) => folderError("read", file, message)))
  }
  return files as Readonly<Record<string, Uint8Array>>
})
