import { Result, Schema } from "effect"
import { decodeFields } from "../files/decode_fields.ts"
import { template, TemplateError } from "./template.ts"

/** What somebody says in a chat. */
export interface Message {
  readonly role: "system" | "user" | "assistant"
  readonly content: string
}

/** A chat as the text that the model continues, up to where the assistant begins. */
export type ChatTemplate = (messages: ReadonlyArray<Message>) => string

const Named = Schema.Struct({ name: Schema.String, template: Schema.String })
const Config = Schema.Struct({
  chat_template: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(Named)]))),
})

/** Where a chat template comes from. */
export interface ChatTemplateSource {
  /** The content of `chat_template.jinja`, which counts before that of the configuration. */
  readonly jinja?: string
  /** The content of `tokenizer_config.json`: a `chat_template`, or several by name, and the special tokens. */
  readonly config: object
  /** What errors call it. */
  readonly source: string
}

/**
 * The chat template of a model, as `transformers` applies it: of several the one named `default`, filled in with the special
 * tokens by their names in the configuration, and with `add_generation_prompt`. Throws a `TemplateError` where there is
 * none, and in its turn whatever the template raises. The text has its special tokens: encode it without adding any.
 *
 * @example
 * ```ts
 * import { chatTemplate } from "@rlif/core/text/chat-template"
 *
 * const jinja = "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}[assistant]"
 * const chat = chatTemplate({ jinja, config: { bos_token: "<s>" }, source: "an example" })
 * chat([{ role: "user", content: "2 + 2?" }]) // "<s>[user]2 + 2?[assistant]"
 * ```
 */
export const chatTemplate = ({ jinja, config, source }: ChatTemplateSource): ChatTemplate => {
  const render = template(jinja ?? configured(config, source), source)
  const tokens = Object.entries(config).flatMap(([name, value]) =>
    name.endsWith("_token") && textOf(value) !== undefined ? [[name, textOf(value)]] : []
  )
  const given = Object.fromEntries(tokens)
  return (messages) => render({ ...given, messages, add_generation_prompt: true })
}

const configured = (config: object, source: string): string => {
  const fail = (why: string) =>
    new TemplateError({ source, message: `Cannot use the chat template of ${source}: ${why}` })
  const decoded = decodeFields(Config, config)
  if (Result.isFailure(decoded)) throw fail(`"${decoded.failure.field}": ${decoded.failure.message}`)
  const found = decoded.success.chat_template ?? []
  if (typeof found === "string") return found
  const named = found.find(({ name }) => name === "default")
  if (named !== undefined) return named.template
  throw fail(
    found.length === 0 ? "it has none" : `none of ${found.map(({ name }) => `"${name}"`).join(", ")} is "default"`,
  )
}

/** `tokenizer_config.json` may write a token as an object with its content. */
const textOf = (value: unknown): string | undefined => {
  const text = typeof value === "object" && value !== null && "content" in value ? value.content : value
  return typeof text === "string" ? text : undefined
}
