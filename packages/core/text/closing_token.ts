import type { ChatTemplate } from "./chat_template.ts"
import type { Codec } from "./tokenizer.ts"

/**
 * The special token that closes an assistant's turn in a chat: the first one after what it says. Undefined where the
 * template puts none there, or shows no assistant.
 *
 * @example
 * ```ts
 * import { chatTemplate } from "@rlif/core/text"
 * import { closingToken } from "@rlif/core/text"
 * import { codec } from "@rlif/core/text"
 * import { wordLevel } from "@rlif/core/text"
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
    // A template may refuse such a chat, and a small vocabulary may not spell it.
    return undefined
  }
}
