// `rlif sample`: completions to read, or with what the model said about each of their tokens.
import type { Signals } from "@rlif/core/signals"
import type { Group } from "@rlif/core/sample/group"
import { rollOut } from "@rlif/core/sample/roll-out"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { command, showSettings } from "./_command.ts"
import { problemsOf } from "./inputs/data.ts"
import { dataKinds } from "../settings/columns.ts"
import { endsOf } from "./inputs/ends.ts"
import { textPolicy } from "./inputs/model.ts"
import { base, checkpoint, model } from "../settings/model.ts"
import { dated, promptsOf } from "./inputs/prompts.ts"
import { checkSeveral, sampling } from "../settings/sampling.ts"
import { signalsFrom } from "./inputs/scoring.ts"
import { signalSettings } from "../settings/signals.ts"
import { filtersOf } from "../settings/filters.ts"
import { signalName } from "../settings/names.ts"
import { signalsJson, writable } from "./outputs/signals.ts"
import { integer, type Of, SettingsError, text, toggle } from "../settings/setting.ts"

/** All that `rlif sample` can be told. */
export const sampleSettings = {
  model,
  checkpoint,
  base,
  prompt: text("", "one prompt"),
  data: text("", `${dataKinds}; held-out arithmetic where there is no prompt either`),
  problems: integer(4, "how many of them; 0 is all of a data set", 0),
  ...sampling,
  ...signalSettings,
  json: toggle(false, "print one JSON object a completion: rows for rlif read, with text and signals"),
  dryRun: toggle(false, "check the model and every prompt, sample nothing"),
}

/** The command. */
export const sample = command("sample", {
  about: "Completions, with what the model says about each token",
  settings: sampleSettings,
  run: Effect.fnUntraced(function* (given) {
    yield* checkSeveral(given)
    const settings = yield* dated(given)
    yield* Effect.provide(sampleAll(settings), textPolicy(settings))
  }),
})

const sampleAll = Effect.fnUntraced(function* (settings: Of<typeof sampleSettings>) {
  const { prompt, data, json, dryRun, completions, temperature, maxTokens, seed, batch } = settings
  if (prompt !== "" && data !== "") {
    return yield* new SettingsError({ message: "Cannot sample: --prompt and --data are both given" })
  }
  const prompts = yield* promptsOf(settings)
  const { ends, line, warnings } = yield* endsOf(settings, prompts.chat)
  const { kept: problems, lines } = yield* prompts.fit(
    prompt === ""
      ? yield* problemsOf({ ...settings, data: data || "arithmetic" })
      : [{ id: "prompt", problem: prompt, gold: "" }],
    "problems",
  )
  for (const each of [...dryRun ? [line] : warnings, ...lines]) yield* Console.error(each)
  const signals = yield* writable(yield* signalsFrom(settings.signals), json ? rowFields : [])
  if (dryRun) return yield* showSettings(settings)
  const options = {
    prompt: prompts.prompt,
    ...ends,
    completions,
    signals,
    temperature,
    maxTokens,
    seed,
    ...filtersOf(settings),
  }
  // One step for all: which batch a problem is in changes nothing.
  yield* Stream.fromIterable(problems).pipe(
    Stream.grouped(batch),
    Stream.mapEffect((some) => rollOut(some, options)),
    Stream.flatMap((batch) => Stream.fromIterable(batch)),
    Stream.runForEach((group) => Console.log(json ? asJson(group) : asText(group))),
  )
}, Effect.scoped)

/** What a row has beside its signals. */
const rowFields = "id problem messages gold also_gold sample text finish tokens prompt_length temperature".split(" ")

const asJson = ({ problem, prompt, rollouts, temperature }: Group): string =>
  rollouts.map(({ tokens, text, finish, signals }, i) =>
    JSON.stringify({
      ...problem,
      sample: i,
      text,
      finish,
      tokens: [...prompt, ...tokens],
      prompt_length: prompt.length,
      temperature,
      ...signalsJson(signals),
    })
  ).join("\n")

const asText = ({ problem: { problem, gold }, rollouts }: Group): string => {
  return [
    gold === "" ? problem : `${problem}    (gold ${gold})`,
    ...rollouts.flatMap(({ tokens, text, finish, signals }) => [
      `  ${text}`,
      `    ${tokens.length} tokens, ${finish}; a token: ${means(signals)}`,
    ]),
    "",
  ].join("\n")
}

const means = (signals: Signals): string =>
  Object.entries(signals).map(([name, values]) =>
    `${signalName({ name })} ${(values.reduce((sum, x) => sum + x, 0) / values.length).toFixed(3)}`
  ).join(", ")
