import type { Message } from "../text/message.ts"

/**
 * A question, and its right answer if known. Only verifiable rewards and evaluation may read the answer.
 * @since 0.1.0
 */
export interface Problem {
  /** Unique in its data set; part of the seed of every completion. */
  readonly id: string
  /** The prompt as text, before any chat template. */
  readonly problem: string
  /** The chat that ends with the question, if the data has one: a chat template shows all messages. */
  readonly messages?: ReadonlyArray<Message>
  readonly gold: string
  /**
   * Further answers that are as right as `gold`, of a data set that lists several. Code that reads `gold` alone is still
   * correct for problems with one answer.
   */
  readonly alsoGold?: ReadonlyArray<string>
  /** The same question in other words, if the data has them: what `paraphrased` of `@rlif/trainer` asks beside it. */
  readonly wordings?: ReadonlyArray<string>
}

/**
 * All right answers of a problem, `gold` first.
 *
 * @example
 * ```ts
 * import { goldsOf } from "@rlif/core/data"
 *
 * goldsOf({ id: "1", problem: "A root of 4?", gold: "2", alsoGold: ["-2"] }) // ["2", "-2"]
 * ```
 *
 * @since 0.1.0
 */
export const goldsOf = (
  { gold, alsoGold = [] }: Problem,
): readonly [string, ...ReadonlyArray<string>] => [gold, ...alsoGold]
