// What a run trains and evaluates on, once the model is known: every problem that can be asked, and what is said of them.
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { type Problem, shuffled } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { noGuard, readsLabels } from "../../settings/guards.ts"
import { evaluationProblemsOf, labelledProblemsOf, loaded } from "./data.ts"
import { endsOf } from "./ends.ts"
import type { Source } from "./fetched.ts"
import { unreadableGolds } from "./golds.ts"
import * as names from "../../settings/names.ts"
import { timesAsked } from "../_labels.ts"
import { type Prompts, promptsOf } from "./prompts.ts"
import { type Of, SettingsError } from "../../settings/setting.ts"
import type { trainSettings } from "../../settings/train_settings.ts"

type Settings = Of<typeof trainSettings>

/** The problems of a run as they are read. */
export interface Inputs {
  /** All that can come up in training; undefined where they are generated without end. */
  readonly known: ReadonlyArray<Problem> | undefined
  readonly heldOut: ReadonlyArray<Problem>
  /** Those of a guard that reads labels. */
  readonly labelled: ReadonlyArray<Problem>
  /** Of those that are of a hub, by the setting that names them. */
  readonly sources: Readonly<Record<"data" | "evalData" | "guardLabels", Source | undefined>>
}

/** Reads them, before anything is loaded. */
export const inputsOf = Effect.fnUntraced(function* (settings: Settings) {
  const { data, problems: batch } = settings
  const known = data === "arithmetic" ? undefined : yield* loaded({ ...settings, problems: 0 })
  if (known !== undefined) yield* checkBatch(known.problems, { data, batch })
  const heldOut = yield* evaluationProblemsOf(settings)
  const labelled = readsLabels(settings.guard) ? yield* labelledProblemsOf(settings) : undefined
  const sources = { data: known?.source, evalData: heldOut.source, guardLabels: labelled?.source }
  const inputs: Inputs = {
    known: known?.problems,
    heldOut: heldOut.problems,
    labelled: labelled?.problems ?? [],
    sources,
  }
  return inputs
})

const checkBatch = (
  { length }: ReadonlyArray<Problem>,
  { data, batch }: { readonly data: string; readonly batch: number },
): Effect.Effect<void, SettingsError> => {
  const message = `Cannot fill a batch of ${batch} problems: "${data}" has ${length}; lower --problems`
  return length < batch ? Effect.fail(new SettingsError({ message })) : Effect.void
}

/** Checks that every problem can be asked; what the model will be shown, and the numbers that follow from the settings. */
export const prepared = Effect.fnUntraced(function* (
  settings: Settings,
  { known, heldOut, labelled }: Inputs,
) {
  const { problems: batch, completions, votes, maxTokens, steps, minibatches, epochs } = settings
  const drawn = votes || completions
  const updates = minibatches * epochs
  const prompts = yield* promptsOf(settings)
  const { ends, line } = yield* endsOf(settings, prompts.chat)
  const asked = yield* known === undefined ? generated(settings, prompts) : listed(settings, { known, prompts })
  const evaluated = yield* prompts.fit(heldOut, "held-out problems")
  const labels = yield* prompts.fit(labelled, "labelled problems")
  const golds = yield* unreadableGolds([...known ?? [], ...heldOut, ...labelled], names.answersOf(settings.answer))
  const { text, tokens } = prompts.show(asked.first)
  const samples = batch * drawn
  return {
    /** How they are asked, and what ends a completion. */
    asking: { prompt: prompts.prompt, ...ends },
    problems: asked.problems,
    heldOut: evaluated.kept,
    labelled: labels.kept,
    /** How many problems were left out so far. */
    skipped: asked.skipped,
    /** Tokens of the longest prompts; of generated ones, in the first batch. */
    longest: { asked: asked.longest, evaluated: Math.max(evaluated.longest, labels.longest) },
    lines: [
      `First prompt: ${JSON.stringify(text)} = tokens [${tokens.join(", ")}]`,
      `Each of ${steps / updates} ${
        updates === 1 ? "updates" : `batches, ${updates} updates each`
      }: ${batch} problems x ` +
      `${drawn} completions = ${samples} samples of at most ${maxTokens} tokens`,
      line,
      ...asked.lines,
      ...evaluated.lines,
      ...labels.lines,
      ...settings.guard === noGuard ? [] : [`Guard: ${settings.guard}`],
      ...labels.kept.length === 0 ? [] : [askedLine(settings, labels.kept)],
      ...trainedOn(labels.kept, known ?? []),
      ...golds,
    ].join("\n"),
  }
})

/** What the labelled problems of a guard cost. */
const askedLine = ({ evalEvery, steps, guardAnswers }: Settings, { length }: ReadonlyArray<Problem>): string =>
  `The guard asks ${length} labelled problems, each ${
    timesAsked(length, { guardAnswers })
  } times, after every ${evalEvery} updates, and as often ` +
  `at the start for each of ${Math.floor(steps / evalEvery)} checks`

/** A warning of labelled problems that are trained on, to which answers say nothing of others; nothing where there are none. */
export const trainedOn = (
  labelled: ReadonlyArray<Problem>,
  trained: ReadonlyArray<Pick<Problem, "problem">>,
): ReadonlyArray<string> => {
  const texts = new Set(trained.map(({ problem }) => problem))
  const both = labelled.filter(({ problem }) => texts.has(problem))
  if (both.length === 0) return []
  const ids = both.slice(0, 3).map(({ id }) => `"${id}"`).join(", ")
  return [`Warning: ${both.length} of ${labelled.length} labelled problems of the guard are trained on, too: ${ids}`]
}

/** Those of a list, shuffled anew each time through. */
const listed = Effect.fnUntraced(function* (
  { data, problems: batch, replacements, seed }: Settings,
  { known, prompts }: { readonly known: ReadonlyArray<Problem>; readonly prompts: Prompts },
) {
  const { kept, longest, lines } = yield* prompts.fit(known, "problems")
  yield* checkBatch(kept, { data, batch: batch * (1 + replacements) })
  const problems = shuffled(kept, seed)
  const [first] = yield* Stream.runCollect(Stream.take(problems, 1))
  return { problems, first, longest, lines, skipped: Effect.succeed(known.length - kept.length) }
})

/** Generated ones; a model that can be asked none of the first batch is not waited for. */
const generated = Effect.fnUntraced(function* ({ problems: batch, seed }: Settings, prompts: Prompts) {
  const all = trainingProblems(seed)
  const some = yield* Stream.runCollect(Stream.take(all, batch))
  const { kept: [first], longest } = yield* prompts.fit(some, "problems")
  return { ...yield* prompts.fitting(all), first, longest, lines: [] }
})
