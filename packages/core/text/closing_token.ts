import type { ChatTemplate } from "./chat_template.ts"
import type { Codec } from "./tokenizer.ts"

/**
 * The special token that closes the assistant's turn in a chat: the first special token after the assistant's message.
 * Undefined if the template puts none there, or does not show the assistant's message.
 *
 * @example
 * ```ts
 * import { chatTemplate, closingToken, codec, wordLevel } from "@rlif/core/text"
 *
 * const words = codec(wordLevel(["<end>", "ask", "say", "yes"], { pad: "<end>" }))
 * const jinja = "{% for m in messages %}{{ m.role }} {{ m.content }} <end> {% endfor %}"
 * closingToken(chatTemplate({ jinja, config: {}, source: "an example" }), words) // 0
 * ```
 *
 * @since 0.1.0
 */
export const closingToken = (
  chat: ChatTemplate,
  { encode, decode }: Pick<Codec, "encode" | "decode">,
): number | undefined => {
  const said = "yes"
  try {
    const asked = [{ role: "user", content: "ask" }, { role: "assistant", content: said }] as const
    const text = chat(asked, { opens: false })
    const at = text.lastIndexOf(said)
    if (at < 0) return undefined
    const after = encode(text.slice(at + said.length), { addSpecial: false })
    return after.find((id) => decode([id], { skipSpecial: true }) === "" && decode([id]) !== "")
  } catch {
    // A template may refuse this chat, and a small vocabulary may lack its words.
    return undefined
  }
}
