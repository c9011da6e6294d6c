// `rlif compare`: whether one model answers better than another, on the same problems.
import * as Engine from "@rlif/rewards/answer/math/engine"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { compare as compareAnswers, type Comparison } from "../evaluate/comparison.ts"
import { clusteredWilson } from "../evaluate/clustered_wilson.ts"
import { shareOf } from "../evaluate/answered.ts"
import { command, showSettings } from "./_command.ts"
import { dataKinds } from "../settings/columns.ts"
import { answeredRows } from "./inputs/answered_rows.ts"
import { asked } from "./inputs/asked.ts"
import { textPolicy } from "./inputs/model.ts"
import { answerNames } from "../settings/names.ts"
import { type Paired, paired, type Side } from "./inputs/paired.ts"
import { dated } from "./inputs/prompts.ts"
import { checkSeveral, sampling } from "../settings/sampling.ts"
import { choice, integer, type Of, operand, text, toggle } from "../settings/setting.ts"
import { percent } from "./outputs/percent.ts"

/** All that `rlif compare` can be told. */
export const compareSettings = {
  a: operand("model, adapter or run folder, one that ships or one of a hub; or a file of rlif eval --output"),
  b: operand("the other one, which is compared with A"),
  data: text("arithmetic", `${dataKinds}; the generated ones are held out`),
  problems: integer(0, "how many of them; 0 is all of a data set, 400 of arithmetic"),
  answer: choice(answerNames, "strict", "how an answer is found; strict and loose are those of arithmetic"),
  ...sampling,
  json: toggle(false, "print one JSON object"),
  dryRun: toggle(false, "check both models and every problem, sample nothing"),
}

/** The command. */
export const compare = command("compare", {
  about: "Whether one model answers better than another, on the same problems",
  settings: compareSettings,
  run: Effect.fnUntraced(function* (given: Of<typeof compareSettings>) {
    const { a, b } = given
    yield* checkSeveral(given)
    const settings = yield* dated({ ...given, model: a, checkpoint: "", base: "" })
    const sides = yield* Effect.forEach([a, b], (name) => sideOf({ ...settings, model: name })).pipe(
      Effect.provide(Engine.layerWorker()),
    )
    const [first, second] = sides
    if (given.dryRun || first === undefined || second === undefined) return yield* showSettings(given)
    const pairs = yield* paired(first, second)
    for (const line of pairs.lines) yield* Console.error(line)
    const comparison = compareAnswers(pairs.a, pairs.b)
    yield* Console.log((given.json ? asJson : asText)(comparison, { pairs, sides: [first, second] }))
  }),
})

/** What is known of a model's answers: a file's, or those that the model gives now; undefined where nothing is sampled. */
const sideOf = Effect.fnUntraced(function* (settings: Parameters<typeof asked>[0]) {
  const { model: name, temperature, maxTokens } = settings
  const fs = yield* FileSystem.FileSystem
  const here = yield* Effect.option(fs.stat(name))
  if (Option.isSome(here) && here.value.type !== "Directory") {
    const side: Side = { name, ...yield* answeredRows(name) }
    return side
  }
  return yield* Effect.gen(function* () {
    const run = yield* asked(settings)
    if (settings.dryRun) return undefined
    const { answered } = yield* run({ passAt: [], majAt: [] })
    const side: Side = { name, answered, temperature, maxTokens }
    return side
  }).pipe(Effect.provide(textPolicy(settings)))
})

interface Told {
  readonly pairs: Paired
  readonly sides: readonly [Side, Side]
}

/** Each side on the problems that both have. */
const each = ({ pairs: { a, b }, sides }: Told) =>
  [a, b].map((answered, i) => {
    const shares = answered.map(shareOf)
    const { name, temperature } = sides[i]
    const accuracy = shares.reduce((sum, x) => sum + x, 0) / shares.length
    return { name, accuracy, ...clusteredWilson(shares), completions: answered[0].completions.length, temperature }
  })

const asJson = (comparison: Comparison, told: Told): string => {
  const [a, b] = each(told)
  const { accuracies: _, ...rest } = comparison
  return JSON.stringify({ a, b, ...rest, interval: "clustered-wilson", leftOut: told.pairs.leftOut })
}

const asText = (comparison: Comparison, told: Told): string => {
  const { problems, difference, low, high, p, test, better } = comparison
  // Differences of unequally many completions are only almost as likely with either sign.
  const [a, b] = told.sides.map(({ answered }) => answered[0].completions.length)
  const exact = a === b ? ["exact"] : []
  const points = (share: number) => `${share < 0 ? "-" : "+"}${(100 * Math.abs(share)).toFixed(1)}`
  const rows = [
    ...each(told).map(({ name, accuracy, low, high, completions, temperature }, i) => [
      "AB"[i],
      `${percent(accuracy)}, 95% interval ${percent(low)} to ${percent(high)}: ${name}, ` +
      `${completions} ${completions === 1 ? "completion" : "completions"} a problem at temperature ${temperature}`,
    ]),
    ["problems", `${problems}: ${better.b} better by B, ${better.a} better by A, ${better.alike} alike`],
    ["B - A", `${points(difference)} points, 95% interval ${points(low)} to ${points(high)} (clustered-wilson)`],
    ["p", `${p < 1e-4 ? p.toExponential(1) : p.toFixed(4)} (${[test, ...exact, "two-sided"].join(", ")})`],
  ]
  return rows.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n")
}
