// What the commands that evaluate ask a model: problems with known answers, how they are asked, and how they are judged.
import { accuracy } from "../../evaluate/accuracy.ts"
import { type answerNames, answersOf } from "../../settings/names.ts"
import { filtersOf } from "../../settings/filters.ts"
import type { sampling } from "../../settings/sampling.ts"
import type { Of } from "../../settings/setting.ts"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { problemsOf } from "./data.ts"
import { endsOf } from "./ends.ts"
import { unreadableGolds } from "./golds.ts"
import { promptsOf } from "./prompts.ts"

/** What decides about an evaluation. */
export interface Asking extends Of<typeof sampling> {
  readonly model: string
  readonly checkpoint: string
  readonly base: string
  readonly data: string
  readonly problems: number
  readonly answer: (typeof answerNames)[number]
  readonly dryRun: boolean
}

/** Checks every problem with the model that is there, says what is to be said, and gives the evaluation to run. */
export const asked = Effect.fnUntraced(function* (settings: Asking) {
  const { fit, prompt, chat } = yield* promptsOf(settings)
  const { ends, line, warnings } = yield* endsOf(settings, chat)
  const { kept: problems, lines } = yield* fit(yield* problemsOf(settings), "problems")
  for (const each of [...settings.dryRun ? [line] : warnings, ...lines]) yield* Console.error(each)
  const answers = answersOf(settings.answer)
  const { completions, temperature, maxTokens, seed, batch } = settings
  const drawing = { completions, temperature, maxTokens, seed, batch, ...filtersOf(settings) }
  return (at: { readonly passAt: ReadonlyArray<number>; readonly majAt: ReadonlyArray<number> }) =>
    Effect.gen(function* () {
      for (const line of yield* unreadableGolds(problems, answers)) yield* Console.error(line)
      return yield* accuracy(problems, { ...drawing, prompt, ...ends, ...answers, ...at })
    })
})
