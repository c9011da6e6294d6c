import { strictAnswer } from "@rlif/core/data/arithmetic"
import { goldsOf } from "@rlif/core/data"
import { type AnswerOptions, verdict } from "./answer/verdict.ts"
import * as Effect from "effect/Effect"
import { perRolloutEffect, type Reward } from "./reward.ts"

/**
 * The verifiable baseline (RLVR): 1 if the extracted answer equals the gold answer, else 0. The reward's mean is accuracy,
 * worth logging beside every internal reward. An unparsable completion earns 0 like a wrong one; `answered` tells them
 * apart. The default extractor is that of the generated arithmetic: a response must end `A <digit> $`. Answers are compared
 * by `compare`, such as `mathematically`, and by default letter by letter.
 *
 * @example
 * ```ts
 * import { exactAnswer } from "@rlif/rewards/exact-answer"
 * exactAnswer().name // "exact_answer"
 * exactAnswer({ answer: (text) => /#### (.*)/.exec(text)?.[1] }) // another form of answer
 * ```
 *
 * @since 0.1.0
 */
export const exactAnswer = <E = never, R = never>(
  { answer = strictAnswer, ...rest }: Partial<AnswerOptions<E, R>> = {},
): Reward<never, NoInfer<E>, NoInfer<R>, "completion"> =>
  perRolloutEffect(
    "exact_answer",
    [],
    ({ text }, { problem }) =>
      Effect.map(verdict(text, goldsOf(problem), { answer, ...rest }), (is) => is === "correct" ? 1 : 0),
  )
