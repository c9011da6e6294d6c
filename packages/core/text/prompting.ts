import type { ChatTemplate } from "./chat_template.ts"
import type { Message } from "./message.ts"
import type { Codec } from "./tokenizer.ts"

/**
 * The prompt of a problem.
 * @since 0.1.0
 */
export interface Prompt {
  /** The prompt as text. */
  readonly text: string
  /** The token ids that the model is given. */
  readonly tokens: Int32Array
}

/**
 * A question: a text, or a whole chat that the chat template shows as it is.
 * @since 0.1.0
 */
export interface Asked {
  readonly problem: string
  readonly messages?: ReadonlyArray<Message>
}

/**
 * Options of making prompts.
 * @since 0.1.0
 */
export interface PromptingOptions {
  /** The question that is made of a problem's text. Default: the text itself. */
  readonly template?: (problem: string) => string
  /** The chat template that shows the question as a user's message. Default: the question is plain text. */
  readonly chat?: ChatTemplate
  /** A system message before the question, with `chat` only. Default: none. */
  readonly system?: string
}

/**
 * Makes prompts of problems. A plain text gets the tokenizer's special tokens; the text of a chat has its special tokens
 * already. A problem with `messages` is shown whole. Throws the errors of the codec and of the templates.
 *
 * @example
 * ```ts
 * import { codec, prompting, promptTemplate, wordLevel } from "@rlif/core/text"
 *
 * const words = codec(wordLevel(["<pad>", "Q", "one", "two"], { pad: "<pad>" }))
 * prompting(words, { template: promptTemplate("Q {{ problem }}") })("two") // { text: "Q two", tokens: [1, 3] }
 * ```
 *
 * @since 0.1.0
 */
export const prompting = (
  { encode }: Pick<Codec, "encode">,
  { template = (problem) => problem, chat, system }: PromptingOptions = {},
) =>
(asked: string | Asked): Prompt => {
  const { problem, messages }: Asked = typeof asked === "string" ? { problem: asked } : asked
  if (messages !== undefined && chat !== undefined) {
    const text = chat(messages)
    return { text, tokens: encode(text, { addSpecial: false }) }
  }
  const question = template(problem)
  if (chat === undefined) return { text: question, tokens: encode(question) }
  const before = system === undefined ? [] : [{ role: "system", content: system } as const]
  const text = chat([...before, { role: "user", content: question }])
  return { text, tokens: encode(text, { addSpecial: false }) }
}
