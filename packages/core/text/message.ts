import { Schema } from "effect"

/**
 * What somebody says in a chat.
 *
 * @example
 * ```ts
 * import { Message } from "@rlif/core/text"
 * import { Schema } from "effect"
 *
 * Schema.is(Message)({ role: "user", content: "2 + 2?" }) // true
 * Schema.is(Message)({ role: "nobody", content: "2 + 2?" }) // false
 * ```
 *
 * @since 0.1.0
 */
export const Message = Schema.Struct({
  role: Schema.Literals(["system", "developer", "user", "assistant", "tool"]),
  content: Schema.String,
})

/**
 * What somebody says in a chat.
 * @since 0.1.0
 */
export type Message = typeof Message.Type
