import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { readJson } from "../files/json_file.ts"
import { reasonOf } from "../files/reason.ts"
import { chatTemplate, type ChatTemplateOptions } from "./chat_template.ts"
import { TemplateError } from "./template.ts"

/**
 * The chat template of a model folder: `chat_template.jinja`, else the template of `tokenizer_config.json`. Special tokens
 * that `tokenizer_config.json` does not name come from `special_tokens_map.json`, as in older folders.
 * @since 0.1.0
 */
export const loadChatTemplate = Effect.fn("loadChatTemplate")(function* (
  directory: string,
  options: ChatTemplateOptions = {},
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const at = (name: string) => path.join(directory, name)
  const [file, source, map] = [at("chat_template.jinja"), at("tokenizer_config.json"), at("special_tokens_map.json")]
  const failed = (source: string) => (error: Error) => new TemplateError({ source, message: reasonOf(error) })
  const has = (path: string) => Effect.orElseSucceed(fs.exists(path), () => false)
  const jinja = (yield* has(file)) ? yield* Effect.mapError(fs.readFileString(file), failed(file)) : undefined
  const older = (yield* has(map)) ? yield* Effect.mapError(readJson(map), failed(map)) : {}
  const config = { ...Object(older), ...Object(yield* Effect.mapError(readJson(source), failed(source))) }
  const from = jinja === undefined ? { config, source: `"${source}"` } : { jinja, config, source: `"${file}"` }
  return yield* Effect.try({ try: () => chatTemplate(from, options), catch: (error) => error as TemplateError })
})
