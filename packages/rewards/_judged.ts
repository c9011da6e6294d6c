import * as Effect from "effect/Effect"
import type { Group } from "@rlif/core/sample/group"
import { majorityOf } from "./answer/majority.ts"
import { type AnswerOptions, verdict } from "./answer/verdict.ts"

/** 1 for each completion of a group with the most frequent answer of other texts, else 0; all 0 where those have none. */
export const judgedBy = Effect.fnUntraced(function* <E = never, R = never>(
  { rollouts }: Pick<Group<never>, "rollouts">,
  others: ReadonlyArray<string>,
  options: AnswerOptions<E, R>,
) {
  const { most } = yield* majorityOf(others, options)
  if (most < 0) return new Float64Array(rollouts.length)
  const label = options.answer(others[most])!.trim()
  const verdicts = yield* Effect.forEach(rollouts, ({ text }) => verdict(text, label, options))
  return Float64Array.from(verdicts, (is) => is === "correct" ? 1 : 0)
})
