import { strictAnswer } from "@rlif/core/data/arithmetic"
import { goldsOf } from "@rlif/core/data"
import { type AnswerOptions, verdict } from "./answer/verdict.ts"
import { Effect } from "effect"
import { perRolloutEffect, type Reward } from "./reward.ts"

/**
 * The verifiable baseline (RLVR): 1 where the extracted answer equals the gold answer, else 0. Its mean is accuracy, so it
 * is worth logging beside every internal reward. An unparsable completion earns 0 like a wrong one; `answered` counts it.
 * The default extractor is that of the generated arithmetic: a response must end `A <digit> $`. Answers are compared letter
 * by letter unless `compare` says otherwise, as `mathematically` does.
 *
 * @example
 * ```ts
 * import { exactAnswer } from "@rlif/rewards/exact-answer"
 * exactAnswer().name // "exact_answer"
 * exactAnswer({ answer: (text) => /#### (.*)/.exec(text)?.[1] }) // another form of answer
 * ```
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
