import * as Schema from "effect/Schema"

/**
 * A message of a chat: its role and its text.
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
 * A message of a chat.
 * @since 0.1.0
 */
export type Message = typeof Message.Type
