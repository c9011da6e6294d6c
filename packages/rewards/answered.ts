import { strictAnswer } from "@rlif/core/data/arithmetic"
import { goldsOf } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import { type AnswerOptions, verdict } from "./answer/verdict.ts"
import { perRolloutEffect, type Reward } from "./reward.ts"

/**
 * 1 if an answer, right or wrong, can be extracted and read, else 0: a reward for format alone. `answered`, logged beside
 * `exactAnswer` with the same options (by default those of the generated arithmetic), counts the three verdicts: correct is
 * `exact_answer`, unparsable is 1 - `answered`, and wrong is the rest.
 * @since 0.1.0
 */
export const answered = <E = never, R = never>(
  { answer = strictAnswer, ...rest }: Partial<AnswerOptions<E, R>> = {},
): Reward<never, NoInfer<E>, NoInfer<R>, "completion"> =>
  perRolloutEffect(
    "answered",
    [],
    ({ text }, { problem }) =>
      Effect.map(verdict(text, goldsOf(problem), { answer, ...rest }), (is) => is === "unparsable" ? 0 : 1),
  )
