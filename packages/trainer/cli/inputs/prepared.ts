// What a run trains and evaluates on, once the model is known: every problem that can be asked, and what is said of them.
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { type Problem, shuffled } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { paraphrased } from "../../stage/paraphrased.ts"
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
  const { data } = settings
  const known = data === "arithmetic" ? undefined : yield* loaded({ ...settings, problems: 0 })
  if (known !== undefined) {
    yield* checkBatch(known.problems, settings)
    yield* checkWordings(known.problems, settings)
  }
  const others = { ...settings, paraphraseColumn: "" }
  const heldOut = yield* evaluationProblemsOf(others)
  const labelled = readsLabels(settings.guard) ? yield* labelledProblemsOf(others) : undefined
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
  { data, problems, replacements }: Pick<Settings, "data" | "problems" | "replacements">,
): Effect.Effect<void, SettingsError> => {
  const batch = problems * (1 + replacements)
  const [of, lower] = replacements === 0
    ? ["", "--problems"]
    : [`, each of --problems ${problems} with --replacements ${replacements}`, "--replacements or --problems"]
  const message = `Cannot fill a batch of ${batch} problems${of}: "${data}" has ${length}; lower ${lower}`
  return length < batch ? Effect.fail(new SettingsError({ message })) : Effect.void
}

/** Batches are of whole problems only if all have as many wordings. */
const checkWordings = (
  problems: ReadonlyArray<Problem>,
  { data, paraphraseColumn }: Pick<Settings, "data" | "paraphraseColumn">,
): Effect.Effect<void, SettingsError> => {
  const [first] = problems
  const odd = problems.find((problem) => wordingsOf(problem) !== wordingsOf(first))
  if (odd === undefined) return Effect.void
  const [one, other] = [first, odd].map((problem) => `problem "${problem.id}" has ${wordingsOf(problem) - 1}`)
  const message = `Cannot use "${data}": by --paraphrase-column ${paraphraseColumn} ${one} other wordings and ${other}`
  return Effect.fail(new SettingsError({ message }))
}

/** In how many wordings a problem is asked. */
const wordingsOf = ({ wordings = [] }: Problem): number => 1 + wordings.length

const inAllWordings = paraphrased(({ wordings = [] }) => Effect.succeed(wordings))

/** Checks that every problem can be asked; what the model will be shown, and the numbers that follow from the settings. */
export const prepared = Effect.fnUntraced(function* (
  settings: Settings,
  { known, heldOut, labelled }: Inputs,
) {
  const { problems: batch, replacements, completions, votes, maxTokens, steps, minibatches, epochs } = settings
  const drawn = votes || completions
  const wordings = known === undefined ? 1 : wordingsOf(known[0])
  const updates = minibatches * epochs
  const prompts = yield* promptsOf(settings)
  const { ends, line } = yield* endsOf(settings, prompts.chat)
  const asked = yield* known === undefined ? generated(settings, prompts) : listed(settings, { known, prompts })
  const evaluated = yield* prompts.fit(heldOut, "held-out problems")
  const labels = yield* prompts.fit(labelled, "labelled problems")
  const golds = yield* unreadableGolds([...known ?? [], ...heldOut, ...labelled], names.answersOf(settings.answer))
  const { text, tokens } = prompts.show(asked.first)
  const samples = batch * wordings * drawn
  return {
    /** How they are asked, and what ends a completion. */
    asking: { prompt: prompts.prompt, ...ends },
    problems: asked.problems,
    /** How many of them a batch takes, with those that may replace others. */
    batch: batch * (1 + replacements) * wordings,
    /** In how many wordings each is asked, which follow each other. */
    wordings,
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
      }: ${batch} problems x ${wordings === 1 ? "" : `${wordings} wordings x `}` +
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
  settings: Settings,
  { known, prompts }: { readonly known: ReadonlyArray<Problem>; readonly prompts: Prompts },
) {
  const each = wordingsOf(known[0])
  const all = each === 1 ? known : yield* Stream.runCollect(inAllWordings(Stream.fromIterable(known)))
  const { kept: fitting, longest, lines } = yield* prompts.fit(all, "problems")
  // A problem is asked in all of its wordings or in none.
  const fits = new Set(fitting)
  const kept = known.filter((_, i) => all.slice(i * each, (i + 1) * each).every((wording) => fits.has(wording)))
  yield* checkBatch(kept, settings)
  const order = shuffled(kept, settings.seed)
  const problems = each === 1 ? order : inAllWordings(order)
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
