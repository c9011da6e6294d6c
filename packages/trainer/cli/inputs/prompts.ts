// How problems become prompts, and what becomes of those that are too long: never less of them.
import * as Policy from "@rlif/core/policy"
import type { Problem } from "@rlif/core/data"
import { inVocabulary, type ModelConfig } from "@rlif/core/model/architecture"
import {
  type ChatTemplate,
  loadChatTemplate,
  prompting,
  type PromptingOptions,
  promptTemplate,
  Tokenizer,
} from "@rlif/core/text"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { located } from "./located.ts"
import { promptSettings } from "../../settings/prompts.ts"
import { type Of, SettingsError } from "../../settings/setting.ts"
import { reasonOf } from "@rlif/core/files/reason"

/** What decides about prompts. */
type Settings = Of<typeof promptSettings> & {
  readonly model: string
  readonly checkpoint: string
  readonly base: string
  readonly messagesColumn: string
  readonly maxTokens: number
}

/** The settings with the date of a chat template, which is one for a whole run and for every run again. */
export const dated = <S extends Settings>(settings: S): Effect.Effect<S> =>
  settings.chat && settings.templateDate === ""
    ? Effect.map(Clock.currentTimeMillis, (millis) => {
      const here = millis - new Date(millis).getTimezoneOffset() * 60_000
      return { ...settings, templateDate: new Date(here).toISOString().slice(0, 19) }
    })
    : Effect.succeed(settings)

const Args = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))

const chatOf = Effect.fnUntraced(function* ({ model, checkpoint, base, templateArgs, templateDate }: Settings) {
  const args = yield* Schema.decodeUnknownEffect(Args)(templateArgs || "{}").pipe(
    Effect.mapError(() => new SettingsError({ message: "Cannot read flag --template-args: it is no JSON object" })),
  )
  const { text } = yield* located({ model, checkpoint, base })
  return yield* loadChatTemplate(text, { args, ...(templateDate === "" ? {} : { now: templateDate }) })
})

/** How many tokens a prompt may have, and whether that of a problem does. */
const fitting = ({ maxTokens, maxPrompt, longPrompts }: Settings, { codec, make, config }: {
  readonly codec: Tokenizer["Service"]
  readonly make: ReturnType<typeof prompting>
  readonly config: ModelConfig
}) => {
  const { maxPositions, vocab } = config
  const left = maxPositions - maxTokens
  const limit = maxPrompt === 0 ? left : Math.min(maxPrompt, left)
  const why = (length: number) =>
    limit === left
      ? `its tokens, ${length}, and --max-tokens ${maxTokens} exceed the model's ${maxPositions} positions`
      : `its tokens, ${length}, exceed --max-prompt ${maxPrompt}`

  /** Whether the prompt of a problem fits; fails where it does not and may not be left out. */
  const fits = Effect.fnUntraced(function* (problem: Problem) {
    const { id } = problem
    const { tokens } = yield* attempt(() => make(problem))
    const { length } = tokens
    const strange = tokens.find((token) => !inVocabulary(token, config))
    if (strange !== undefined) {
      const token = `its token ${JSON.stringify(codec.tokenOf(strange))}, ${strange}`
      const why = `${token}, is outside the model's vocabulary of ${vocab}: the tokenizer is of another model`
      return yield* new SettingsError({ message: `Cannot answer problem "${id}": ${why}` })
    }
    if (length > 0 && (length <= limit || longPrompts === "skip")) return { length, fits: length <= limit }
    const message = `Cannot answer problem "${id}": ${length === 0 ? "it is empty" : why(length)}`
    return yield* new SettingsError({ message })
  })
  return { limit, fits }
}

/** Those of a list that fit, the tokens of the longest, and a line about those that do not, if there are any. */
const fittingAll = ({ limit, fits }: ReturnType<typeof fitting>) =>
  Effect.fnUntraced(function* (problems: ReadonlyArray<Problem>, what: string) {
    const found = yield* Effect.forEach(problems, fits)
    const kept = problems.filter((_, i) => found[i].fits)
    const most = (some: typeof found) => some.reduce((most, { length }) => Math.max(most, length), 0)
    const skipped = `${problems.length - kept.length} of ${problems.length} ${what}`
    const line = `Skipped ${skipped}: their prompts have more than ${limit} tokens, up to ${most(found)}`
    if (problems.length > 0 && kept.length === 0) {
      return yield* new SettingsError({ message: `Cannot ask anything: skipped ${line.slice("Skipped ".length)}` })
    }
    return {
      kept,
      longest: most(found.filter(({ fits }) => fits)),
      lines: kept.length === problems.length ? [] : [line],
    }
  })

/** The prompts of a model. Those of `maxTokens` leave room for a completion. */
export const promptsOf = Effect.fnUntraced(function* (settings: Settings) {
  const { template, chat, system } = settings
  const { config } = yield* Policy.Policy
  const codec = yield* Tokenizer
  const chatTemplate: { readonly chat?: ChatTemplate } = chat ? { chat: yield* chatOf(settings) } : {}
  const options = yield* attempt((): PromptingOptions => ({
    template: promptTemplate(template, "--template"),
    ...chatTemplate,
    ...(system === "" ? {} : { system }),
  }))
  const make = prompting(codec, options)
  const { limit, fits } = fitting(settings, { codec, make, config })

  return {
    /** The chat that problems are asked in, if they are. */
    chat: chatTemplate.chat,
    /** What a problem looks like to the model. */
    show: (problem: Problem) => make(problem),
    /** Its tokens alone, for sampling. */
    prompt: (problem: Problem) => make(problem).tokens,
    fit: fittingAll({ limit, fits }),
    /** Those of an endless stream that fit, and how many were left out so far. */
    fitting: Effect.fnUntraced(function* <E, R>(problems: Stream.Stream<Problem, E, R>) {
      const skipped = yield* Ref.make(0)
      const fit = Effect.fnUntraced(function* (problem: Problem) {
        const found = yield* fits(problem)
        if (!found.fits) yield* Ref.update(skipped, (n) => n + 1)
        return found.fits
      })
      return { problems: Stream.filterEffect(problems, fit), skipped: Ref.get(skipped) }
    }),
  }
})

/** The prompts of a model. */
export type Prompts = Effect.Success<ReturnType<typeof promptsOf>>

const attempt = <A>(make: () => A): Effect.Effect<A, SettingsError> =>
  Effect.try({ try: make, catch: (error) => new SettingsError({ message: reasonOf(error) }) })
