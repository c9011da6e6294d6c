// `rlif advise`: what to expect of internal feedback, from what a model shows before any training.
import * as Engine from "@rlif/rewards/answer/math/engine"
import { clustersBy, sizes } from "@rlif/rewards/answer/clusters"
import * as Policy from "@rlif/core/policy"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { type Advice, advice, type Shown } from "../advise/advice.ts"
import { shareOf } from "../evaluate/answered.ts"
import type { Evaluation } from "../evaluate/evaluation.ts"
import { dataKinds } from "../settings/columns.ts"
import { base, checkpoint, model } from "../settings/model.ts"
import { answerNames, answersOf } from "../settings/names.ts"
import { sampling } from "../settings/sampling.ts"
import { choice, integer, number, type Of, text, toggle } from "../settings/setting.ts"
import { command as defaults } from "../defaults/defaults.ts"
import { command, showSettings } from "./_command.ts"
import { asked } from "./inputs/asked.ts"
import { textPolicy } from "./inputs/model.ts"
import { dated } from "./inputs/prompts.ts"
import { percent } from "./outputs/percent.ts"

/** All that `rlif advise` can be told. */
export const adviseSettings = {
  model,
  checkpoint,
  base,
  data: text("arithmetic", `${dataKinds}; the generated ones are held out`),
  problems: integer(64, "how many of them; 0 is all of a data set", 0),
  labels: text("", "as --data, other problems whose answers are known: what tells help from harm"),
  answer: choice(answerNames, "strict", "how an answer is found; strict and loose are those of arithmetic"),
  ...sampling,
  completions: integer(defaults.completions, "completions per problem", 2),
  temperature: number(defaults.temperature, "temperature of sampling, as in training", 1e-4),
  json: toggle(false, "print one JSON object"),
  dryRun: toggle(false, "check the model and every problem, sample nothing"),
}

type Settings = Of<typeof adviseSettings>

/** The command. */
export const advise = command("advise", {
  about: "What to expect of internal feedback, before any training",
  settings: adviseSettings,
  run: Effect.fnUntraced(function* (given) {
    const settings = yield* dated(given)
    yield* Effect.provide(advising(settings), [textPolicy(settings), Engine.layerWorker()])
  }),
})

const advising = Effect.fnUntraced(function* (settings: Settings) {
  const { labels, dryRun, json, completions } = settings
  const { config } = yield* Policy.Policy
  const sampled = yield* asked(settings)
  const labelled = labels === "" ? undefined : {
    sampled: yield* asked({ ...settings, data: labels, problems: 0 }),
    greedy: yield* asked({ ...settings, data: labels, problems: 0, completions: 1, temperature: 0 }),
  }
  if (dryRun) return yield* showSettings(settings)
  const none = { passAt: [], majAt: [] }
  const evaluation = yield* sampled(none)
  const right = labelled === undefined
    ? undefined
    : { sampled: yield* labelled.sampled({ passAt: [], majAt: [completions] }), greedy: yield* labelled.greedy(none) }
  const shown: Shown = {
    entropy: evaluation.entropy,
    vocabulary: config.vocab,
    agreement: yield* agreementOf(evaluation, settings),
    unparsable: evaluation.unparsable / (evaluation.problems * evaluation.completions),
    cut: evaluation.clipped,
    ...right === undefined
      ? {}
      : { labels: { sampled: right.sampled.answered.map(shareOf), greedy: right.greedy.answered.map(shareOf) } },
  }
  const lengths = spread(evaluation)
  yield* Console.log((json ? asJson : asText)({ shown, advised: advice(shown), evaluation, lengths, right }))
}, Effect.scoped)

/** The share of a problem's completions that give its most frequent answer, averaged over problems. */
const agreementOf = Effect.fnUntraced(function* ({ answered }: Evaluation, { answer }: Settings) {
  const shares = yield* Effect.forEach(answered, ({ completions }) =>
    Effect.map(
      clustersBy(completions.map(({ text }) => text), answersOf(answer)),
      (labels) => Math.max(0, ...sizes(labels)) / completions.length,
    ))
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
})

/** Tokens that a tenth, half, and nine tenths of the completions do not exceed. */
const spread = ({ answered }: Evaluation): ReadonlyArray<number> => {
  const all = answered.flatMap(({ completions }) => completions.map(({ tokens }) => tokens)).toSorted((a, b) => a - b)
  return [0.1, 0.5, 0.9].map((share) => all[Math.floor(share * (all.length - 1))])
}

/** All that there is to say. */
interface Told {
  readonly shown: Shown
  readonly advised: Advice
  readonly evaluation: Evaluation
  readonly lengths: ReadonlyArray<number>
  readonly right: { readonly sampled: Evaluation; readonly greedy: Evaluation } | undefined
}

const asJson = ({ shown, advised, evaluation, lengths, right }: Told): string => {
  const { labels: _, ...rest } = shown
  return JSON.stringify({
    ...advised,
    ...rest,
    lengths,
    problems: evaluation.problems,
    completions: evaluation.completions,
    ...right === undefined ? {} : {
      labels: {
        problems: right.greedy.problems,
        sampled: right.sampled.accuracy,
        majority: right.sampled.majAt[0]?.value,
        greedy: right.greedy.accuracy,
      },
    },
  })
}

const asText = ({ shown, advised, evaluation, lengths, right }: Told): string => {
  const { entropy, vocabulary, agreement, unparsable, cut } = shown
  const within = ({ low, high }: { readonly low: number; readonly high: number }) =>
    `95% interval ${percent(low)} to ${percent(high)}`
  const rows = [
    ["expect", `${advised.expect}: ${advised.because}`],
    [
      "entropy",
      `${entropy.toFixed(3)} nats a token, ${(entropy / Math.log(vocabulary)).toFixed(3)} of log ${vocabulary}`,
    ],
    ["agreement", `${percent(agreement)} of a problem's completions give its most frequent answer`],
    ["answers", `${percent(unparsable)} of the completions have none that can be read`],
    ["length", `${lengths.join(", ")} tokens at a tenth, half, nine tenths of the completions; ${percent(cut)} cut`],
    ["sampled of", `${evaluation.problems} problems, ${evaluation.completions} completions each`],
    ...right === undefined ? [["labels", "none: --labels tells whether the likeliest answers are right"]] : [
      [
        "a sample",
        `${percent(right.sampled.accuracy)} right, ${
          within(right.sampled)
        }, of ${right.sampled.problems} labelled problems`,
      ],
      ...right.sampled.majAt.map((
        at,
      ) => ["majority", `${percent(at.value)} right, ${within(at)}, of ${at.k} completions`]),
      ["likeliest", `${percent(right.greedy.accuracy)} right, ${within(right.greedy)}`],
    ],
  ]
  return rows.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n")
}
