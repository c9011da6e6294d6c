import { Effect, FileSystem, Path } from "effect"
import { readJson } from "../checkpoint/json_file.ts"
import { chatTemplate } from "./chat_template.ts"
import { TemplateError } from "./template.ts"

/** The chat template of a model folder: its `chat_template.jinja`, else that of its `tokenizer_config.json`. */
export const loadChatTemplate = Effect.fn("loadChatTemplate")(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const [file, source] = ["chat_template.jinja", "tokenizer_config.json"].map((name) => path.join(directory, name))
  const failed = (source: string) => ({ message }: Error) => new TemplateError({ source, message })
  const jinja = (yield* fs.exists(file).pipe(Effect.orElseSucceed(() => false)))
    ? yield* Effect.mapError(fs.readFileString(file), failed(file))
    : undefined
  const config = Object(yield* Effect.mapError(readJson(source), failed(source)))
  return yield* Effect.try({
    try: () =>
      chatTemplate(jinja === undefined ? { config, source: `"${source}"` } : { jinja, config, source: `"${file}"` }),
    catch: (error) => error as TemplateError,
  })
})
