import { strictAnswer } from "@rlif/core/data/arithmetic/answer"
import { type Extractor, verdict } from "./answer/verdict.ts"
import { perRollout, type Reward } from "./reward.ts"

/**
 * 1 where an answer can be extracted, right or wrong, else 0: a reward for format alone. Logged beside `exactAnswer` with
 * the same extractor (by default that of the generated arithmetic), it counts the three verdicts: correct is `exact_answer`, unparsable is 1 - `answered`, and wrong
 * is the rest.
 */
export const answered = ({ answer = strictAnswer }: { readonly answer?: Extractor } = {}): Reward =>
  perRollout(
    "answered",
    [],
    ({ text }, { problem }) => (verdict(text, problem.gold, answer) === "unparsable" ? 0 : 1),
  )
