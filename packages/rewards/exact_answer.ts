import { strictAnswer } from "@rlif/core/data/arithmetic/answer"
import { type Extractor, verdict } from "./answer/verdict.ts"
import { perRollout, type Reward } from "./reward.ts"

/**
 * The verifiable baseline (RLVR): 1 where the extracted answer equals the gold answer, else 0. Its mean is accuracy, so it
 * is worth logging beside every internal reward. An unparsable completion earns 0 like a wrong one; `answered` counts it.
 * The default extractor is that of the generated arithmetic: a response must end `A <digit> $`.
 *
 * @example
 * ```ts
 * import { exactAnswer } from "@rlif/rewards/exact-answer"
 * exactAnswer().name // "exact_answer"
 * exactAnswer({ answer: (text) => /\\boxed{(.*?)}/.exec(text)?.[1] }) // another form of answer
 * ```
 */
export const exactAnswer = ({ answer = strictAnswer }: { readonly answer?: Extractor } = {}): Reward =>
  perRollout(
    "exact_answer",
    [],
    ({ text }, { problem }) => (verdict(text, problem.gold, answer) === "correct" ? 1 : 0),
  )
