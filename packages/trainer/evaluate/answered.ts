import { goldsOf, type Problem } from "@rlif/core/data"
import type { Group } from "@rlif/core/sample/group"
import { type AnswerOptions, type Verdict, verdict } from "@rlif/rewards/answer/verdict"
import * as Effect from "effect/Effect"

/**
 * A completion that was judged: its text, how many tokens it has, and how it ended.
 * @since 0.1.0
 */
export interface JudgedCompletion {
  readonly text: string
  readonly tokens: number
  readonly finish: "stop" | "length"
  readonly verdict: Verdict
}

/**
 * A problem with the verdicts of its completions.
 * @since 0.1.0
 */
export interface Answered {
  readonly problem: Problem
  readonly completions: ReadonlyArray<JudgedCompletion>
}

/**
 * Judges every completion of sampled groups, each by itself.
 * @since 0.1.0
 */
export const answeredOf = <E = never, R = never>(
  groups: ReadonlyArray<Group>,
  answers: AnswerOptions<E, R>,
): Effect.Effect<ReadonlyArray<Answered>, E, R> =>
  Effect.forEach(groups, ({ problem, rollouts }) =>
    Effect.map(
      Effect.forEach(rollouts, ({ text, tokens: { length: tokens }, finish }) =>
        Effect.map(
          verdict(text, goldsOf(problem), answers),
          (verdict): JudgedCompletion => ({ text, tokens, finish, verdict }),
        )),
      (completions): Answered => ({ problem, completions }),
    ))

/**
 * How many of a problem's completions are right.
 * @since 0.1.0
 */
export const rightOf = ({ completions }: Answered): number =>
  completions.filter(({ verdict }) => verdict === "correct").length

/**
 * The share of a problem's completions that are right.
 * @since 0.1.0
 */
export const shareOf = (answered: Answered): number => rightOf(answered) / answered.completions.length
