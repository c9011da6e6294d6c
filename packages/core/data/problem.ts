import type { Message } from "../text/message.ts"

/** A question and, where one is known, the right answer, which only verifiable rewards and evaluation may read. */
export interface Problem {
  /** Unique in its data set; part of the seed of every completion. */
  readonly id: string
  /** The prompt as text, before any chat template. */
  readonly problem: string
  /** The chat that asks it, where the data has one: a chat template shows all of it. */
  readonly messages?: ReadonlyArray<Message>
  readonly gold: string
}
