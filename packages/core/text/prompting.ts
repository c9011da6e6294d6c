import type { ChatTemplate } from "./chat_template.ts"
import type { Message } from "./message.ts"
import type { Codec } from "./tokenizer.ts"

/**
 * What a model is shown of a problem.
 * @since 0.1.0
 */
export interface Prompt {
  /** As it is rendered. */
  readonly text: string
  /** The very ids that the model is given. */
  readonly tokens: Int32Array
}

/**
 * What is asked: a text, or a whole chat that a chat template shows as it is.
 * @since 0.1.0
 */
export interface Asked {
  readonly problem: string
  readonly messages?: ReadonlyArray<Message>
}

/**
 * How a problem becomes a prompt.
 * @since 0.1.0
 */
export interface PromptingOptions {
  /** From the problem's text to what is asked. Default: the problem as it is. */
  readonly template?: (problem: string) => string
  /** What is asked becomes a user's message in it. Default: no chat. */
  readonly chat?: ChatTemplate
  /** A system's message before it; a chat's only. Default: none. */
  readonly system?: string
}

/**
 * Makes prompts of problems. A plain text gets the special tokens that the tokenizer itself adds; a chat has its own in its
 * text already, each one token. A problem that is a chat itself is shown whole. Throws what the codec and the templates throw.
 *
 * @example
 * ```ts
 * import { promptTemplate } from "@rlif/core/text"
 * import { prompting } from "@rlif/core/text"
 * import { codec } from "@rlif/core/text"
 * import { wordLevel } from "@rlif/core/text"
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
