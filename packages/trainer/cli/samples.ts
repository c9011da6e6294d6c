// `rlif samples`: what a run sampled, in the terminal, tokens shaded by what the model said of them.
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { scaleOf } from "../page/levels.ts"
import type { Reading } from "../page/packed.ts"
import { readRun, type RunRecord } from "../page/run_record.ts"
import { shaded } from "../page/shaded.ts"
import { readSamples, type Sample } from "../run/samples_file.ts"
import { kebab } from "../settings/kebab.ts"
import { choice, integer, type Of, operand, SettingsError, text, toggle } from "../settings/setting.ts"
import { command } from "./_command.ts"
import { readingOf } from "./inputs/reading.ts"
import { fixed } from "./outputs/headline.ts"
import { painted, takesColors } from "./outputs/painted.ts"

/** All that `rlif samples` can be told. */
export const samplesSettings = {
  run: operand("run folder"),
  step: integer(0, "of which update; 0 is the last one of which samples were written"),
  sort: choice(
    ["sampled", "reward", "highest-reward", "advantage", "longest"],
    "sampled",
    "which come first; reward and advantage: the lowest",
  ),
  show: integer(10, "how many; 0 is all", 0),
  shade: text("entropy", "the signal by which tokens are shaded, of those that the run wrote"),
  color: choice(["auto", "always", "never"], "auto", "whether there are shades; auto: on a terminal without NO_COLOR"),
  json: toggle(false, "print the lines of the file, one JSON object a completion"),
}

type Settings = Of<typeof samplesSettings>

/** The command. */
export const samples = command("samples", {
  about: "What a run sampled, its tokens shaded by what the model said of them",
  settings: samplesSettings,
  run: Effect.fnUntraced(function* (settings: Settings) {
    const run = yield* readRun(settings.run)
    const { step, file } = yield* updateOf(run, settings)
    const all = yield* readSamples(file)
    const signal = yield* signalOf(all, settings)
    const some = sorted(all, settings.sort).slice(0, settings.show || all.length)
    if (settings.json) return yield* Effect.forEach(some, (one) => Console.log(JSON.stringify(one)), { discard: true })
    const { spelling } = yield* readingOf(run)
    const NO_COLOR = yield* Effect.orDie(Config.String("NO_COLOR").pipe(Config.withDefault("")))
    const colors = takesColors(settings.color, { isTTY: process.stdout.isTTY, NO_COLOR })
    const scale = scaleOf(signal, all.map(({ signals }) => signals[signal] ?? []))
    yield* Console.log(`Update ${step} of ${run.path}: ${some.length} of ${all.length} completions\n`)
    for (const one of some) {
      yield* Console.log(headOf(one, spelling))
      const words = spelling?.(one.tokens).map((word) => brief(word)) ?? [brief(one.text, 20_000)]
      const shades = colors && spelling !== undefined ? shaded(one.signals[signal] ?? [], scale) : []
      yield* Console.log(painted(words.map((text, i) => ({ text, shade: shades[i] ?? 0 }))))
      yield* Console.log(`${mostOf(one, { signal, far: scale.to, words })}\n`)
    }
  }),
})

const updateOf = Effect.fnUntraced(function* ({ path, sampled }: RunRecord, { step }: Settings) {
  const found = step === 0 ? sampled.at(-1) : sampled.find((one) => one.step === step)
  if (found !== undefined) return found
  const there = sampled.length === 0 ? "no samples" : `those of ${sampled.map(({ step }) => step).join(", ")}`
  const what = step === 0 ? "samples" : `samples of update ${step}`
  return yield* new SettingsError({ message: `Cannot show ${what} of "${path}": it has ${there}` })
})

const signalOf = Effect.fnUntraced(function* (all: ReadonlyArray<Sample>, { shade, run }: Settings) {
  const names = Object.keys(all[0]?.signals ?? {})
  const found = names.find((name) => kebab(name) === kebab(shade))
  if (found !== undefined || all.length === 0) return found ?? shade
  const message = `Cannot shade by "${shade}": "${run}" has ${names.map((name) => kebab(name)).join(", ")}`
  return yield* new SettingsError({ message })
})

/** A text of which no more is shown than a reader reads. */
const brief = (text: string, most = 2000): string =>
  text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`

/** What is no number comes last. */
const sorted = (all: ReadonlyArray<Sample>, sort: Settings["sort"]): ReadonlyArray<Sample> => {
  const keys: Readonly<Record<typeof sort, (one: Sample) => number>> = {
    sampled: () => 0,
    reward: ({ reward }) => reward ?? Infinity,
    "highest-reward": ({ reward }) => -(reward ?? -Infinity),
    advantage: ({ advantage }) => advantage ?? Infinity,
    longest: ({ tokens }) => -tokens.length,
  }
  return all.toSorted((a, b) => keys[sort](a) - keys[sort](b) || 0)
}

const headOf = ({ prompt, problem, gold, reward, advantage, rewards, finish }: Sample, spelling: Reading["spelling"]) =>
  [
    brief(spelling?.(prompt).join("").trim() || problem, 20_000),
    [
      ...gold === "" ? [] : [`gold ${gold}`],
      `reward ${fixed(reward ?? NaN)}`,
      `advantage ${fixed(advantage ?? NaN)}`,
      ...Object.entries(rewards).map(([name, value]) => `${name} ${fixed(value ?? NaN)}`),
      finish === "length" ? "cut by the limit" : "ended by itself",
    ].join("  "),
  ].join("\n")

/** The token at which the model was the least certain, for who sees no shades. */
const mostOf = (
  { tokens, signals }: Sample,
  { signal, far, words }: { readonly signal: string; readonly far: number; readonly words: ReadonlyArray<string> },
): string => {
  const values = signals[signal] ?? []
  const known = values.flatMap((value, i) => value === null ? [] : [{ value, i }])
  if (known.length === 0) return `${tokens.length} tokens`
  const top = known.reduce((best, one) => Math.abs(one.value - far) < Math.abs(best.value - far) ? one : best)
  const word = words.length === tokens.length ? ` ${JSON.stringify(words[top.i])}` : ""
  const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length
  return `${tokens.length} tokens; ${kebab(signal)} ${fixed(mean)} a token, ${fixed(top.value)} at token ${
    top.i + 1
  }${word}`
}
