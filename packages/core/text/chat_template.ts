import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decodeFields } from "../files/decode_fields.ts"
import { isMoment, strftime } from "./jinja/strftime.ts"
import type { Message } from "./message.ts"
import { template, TemplateError } from "./template.ts"

/**
 * A function from a chat to the text that the model continues. The text opens the assistant's turn, unless `opens` is false.
 * @since 0.1.0
 */
export type ChatTemplate = (messages: ReadonlyArray<Message>, options?: { readonly opens?: boolean }) => string

const Named = Schema.Struct({ name: Schema.String, template: Schema.String })
const Config = Schema.Struct({
  chat_template: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Array(Named)]))),
})

/**
 * The source of a chat template.
 * @since 0.1.0
 */
export interface ChatTemplateSource {
  /** The content of `chat_template.jinja`, which takes precedence over the configuration's template. */
  readonly jinja?: string
  /** The content of `tokenizer_config.json`: one `chat_template` or several by name, and the special tokens. */
  readonly config: object
  /** The name of the template in errors. */
  readonly source: string
}

/**
 * Values that a chat template gets beside the chat.
 * @since 0.1.0
 */
export interface ChatTemplateOptions {
  /** Values of the template's own variables, such as `{ enable_thinking: false }`. Default: none. */
  readonly args?: Readonly<Record<string, unknown>>
  /** The date and time of `strftime_now`, such as 2026-11-30T09:30:00. Default: templates have no `strftime_now`. */
  readonly now?: string
}

/**
 * The chat template of a model, applied as by `transformers`: of several templates the one named `default`, with the
 * configuration's special tokens by name and with `add_generation_prompt`. Throws a `TemplateError` if there is no template,
 * or if the template does not use one of `args`; the function throws one if the template raises an error. The text holds all
 * special tokens, so encode it without adding any.
 *
 * @example
 * ```ts
 * import { chatTemplate } from "@rlif/core/text"
 *
 * const jinja = "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}[assistant]{{ hint }}"
 * const source = { jinja, config: { bos_token: "<s>" }, source: "an example" }
 * const chat = chatTemplate(source, { args: { hint: "It is" } })
 * chat([{ role: "user", content: "2 + 2?" }]) // "<s>[user]2 + 2?[assistant]It is"
 * ```
 *
 * @since 0.1.0
 */
export const chatTemplate = (
  { jinja, config, source }: ChatTemplateSource,
  { args = {}, now }: ChatTemplateOptions = {},
): ChatTemplate => {
  const render = template(jinja ?? configured(config, source), source)
  const tokens = Object.entries(config).flatMap(([name, value]) =>
    name.endsWith("_token") && textOf(value) !== undefined ? [[name, textOf(value)]] : []
  )
  for (const name of Object.keys(args)) {
    const why = given.has(name)
      ? `"${name}" is what every chat gives it`
      : render.names.has(name)
      ? undefined
      : `it says nothing of "${name}"`
    if (why !== undefined) throw failed(source, why)
  }
  if (now !== undefined && !isMoment(now)) {
    throw failed(source, `"${now}" is no date and time such as 2026-11-30T09:30:00`)
  }
  const clock = now === undefined ? {} : { strftime_now: strftime(now) }
  const values = { ...clock, ...Object.fromEntries(tokens), ...args }
  return (messages, { opens = true } = {}) => render({ ...values, messages, add_generation_prompt: opens })
}

const given: ReadonlySet<string> = new Set(["messages", "add_generation_prompt", "strftime_now"])

const failed = (source: string, why: string) =>
  new TemplateError({ source, message: `Cannot use the chat template of ${source}: ${why}` })

const configured = (config: object, source: string): string => {
  const fail = (why: string) => failed(source, why)
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
