import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import { has } from "../files/has.ts"
import { readFile } from "../files/read_file.ts"

/** The tokenizer's files, which are copied along with the weights. */
export const carried = [
  "tokenizer.json",
  "tokenizer.model",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.json",
  "merges.txt",
  "chat_template.jinja",
]

/** The tokenizer's files that a folder has, by name. */
export const carriedFiles = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const files: Record<string, Uint8Array> = {}
  for (const name of carried) {
    if (yield* has(directory, name)) files[name] = yield* readFile(path.join(directory, name))
  }
  return files
})
