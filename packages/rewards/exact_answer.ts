import { type Extractor, verdict } from "./answer/verdict.ts"
import { perRollout, type Reward } from "./reward.ts"

/**
 * The verifiable baseline (RLVR): 1 where the extracted answer equals the gold answer, else 0. Its mean is accuracy, so it
 * is worth logging beside every internal reward. An unparsable completion earns 0 like a wrong one; `answered` counts it.
 *
 * @example
 * ```ts
 * import { exactAnswer } from "@rlif/rewards/exact-answer"
 * exactAnswer({ answer: (text) => text.match(/A (\S+) \$$/)?.[1] }).name // "exact_answer"
 * ```
 */
export const exactAnswer = (
  { answer }: { readonly answer: Extractor },
): Reward =>
  perRollout(
    "exact_answer",
    [],
    (
      { text },
      { problem },
    ) => (verdict(text, problem.gold, answer) === "correct" ? 1 : 0),
  )
