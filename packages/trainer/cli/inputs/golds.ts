import { goldsOf, type Problem } from "@rlif/core/data"
import { type AnswerOptions, literally } from "@rlif/rewards/answer/verdict"
import * as Effect from "effect/Effect"

/** What is to be said of gold answers that cannot be read, to which no answer is ever right; nothing where all can. */
export const unreadableGolds = Effect.fnUntraced(function* <E, R>(
  problems: ReadonlyArray<Problem>,
  { compare = literally }: AnswerOptions<E, R>,
): Effect.fn.Return<ReadonlyArray<string>, E, R> {
  const golds = [...new Set(problems.flatMap(goldsOf))]
  const unreadable = new Set(
    yield* Effect.filter(golds, (gold) => Effect.map(compare(gold, gold), (is) => is === "unparsable")),
  )
  const bad = problems.filter((problem) => goldsOf(problem).every((gold) => unreadable.has(gold)))
  if (bad.length === 0) return []
  const shown = bad.slice(0, 3).map(({ id, gold }) => `${JSON.stringify(short(gold))} of problem "${id}"`).join(", ")
  return [
    `Cannot read ${bad.length} gold ${bad.length === 1 ? "answer" : "answers"}, to which no answer is right: ${shown}`,
  ]
})

/** A worked solution may be long. */
const short = (text: string): string => text.length > 80 ? `${text.slice(0, 77)}...` : text
