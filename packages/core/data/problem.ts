import type { Message } from "../text/message.ts"

/**
 * A question and, where one is known, the right answer, which only verifiable rewards and evaluation may read.
 * @since 0.1.0
 */
export interface Problem {
  /** Unique in its data set; part of the seed of every completion. */
  readonly id: string
  /** The prompt as text, before any chat template. */
  readonly problem: string
  /** The chat that asks it, where the data has one: a chat template shows all of it. */
  readonly messages?: ReadonlyArray<Message>
  readonly gold: string
  /**
   * Answers that are as right as `gold`: a data set that lists several means any of them. It stands beside `gold`, so that
   * whoever knows of one answer only is right about problems that have one, and wrong about none.
   */
  readonly alsoGold?: ReadonlyArray<string>
}

/**
 * All answers that are right.
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
