// `rlif eval`: how many answers are right, and how sure that number is.
import * as Engine from "@rlif/rewards/answer/math/engine"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { AtK, Evaluation } from "../evaluate/evaluation.ts"
import { command, showSettings } from "./_command.ts"
import { dataKinds } from "../settings/columns.ts"
import { counts, countsOf } from "../settings/counts.ts"
import { answeredLine } from "./inputs/answered_rows.ts"
import { checkApart } from "./inputs/apart.ts"
import { asked } from "./inputs/asked.ts"
import { textPolicy } from "./inputs/model.ts"
import { base, checkpoint, model } from "../settings/model.ts"
import { answerNames } from "../settings/names.ts"
import { dated } from "./inputs/prompts.ts"
import { checkSeveral, sampling } from "../settings/sampling.ts"
import { choice, integer, type Of, SettingsError, text, toggle } from "../settings/setting.ts"
import { percent } from "./outputs/percent.ts"
import { checkOutput, told, writeWhole } from "./outputs/whole_file.ts"

/** All that `rlif eval` can be told. */
export const evalSettings = {
  model,
  checkpoint,
  base,
  data: text("arithmetic", `${dataKinds}; the generated ones are held out`),
  problems: integer(0, "how many of them; 0 is all of a data set, 400 of arithmetic"),
  answer: choice(answerNames, "strict", "how an answer is found; strict and loose are those of arithmetic"),
  ...sampling,
  passAt: counts("each k of pass@k: how likely one of k completions is right, such as 1,4"),
  majAt: counts("each k of maj@k: how likely the most frequent answer of k completions is right"),
  output: text("", "JSONL file to write: each problem with its completions and verdicts, for rlif compare"),
  force: toggle(false, "write the file though it exists"),
  json: toggle(false, "print one JSON object"),
  dryRun: toggle(false, "check the model and every problem, sample nothing"),
}

type Settings = Of<typeof evalSettings>

/** The command. */
export const evaluate = command("eval", {
  about: "True accuracy on problems with known answers",
  settings: evalSettings,
  run: Effect.fnUntraced(function* (given) {
    yield* checkSeveral(given)
    yield* checkCounts(given)
    const settings = yield* dated(given)
    yield* Effect.provide(evaluating(settings), [textPolicy(settings), Engine.layerWorker()])
  }),
})

/** Fails where a k is larger than there are completions of a problem. */
const checkCounts = ({ passAt, majAt, completions }: Settings): Effect.Effect<void, SettingsError> => {
  for (const [flag, given] of [["--pass-at", passAt], ["--maj-at", majAt]] as const) {
    const most = countsOf(given).find((k) => k > completions)
    if (most === undefined) continue
    const message = `Cannot use ${flag} ${most}: it takes --completions ${most} or more, and there are ${completions}`
    return Effect.fail(new SettingsError({ message }))
  }
  return Effect.void
}

const evaluating = Effect.fnUntraced(function* (settings: Settings) {
  const { data, json, dryRun, output } = settings
  const run = yield* asked(settings)
  if (dryRun) return yield* showSettings(settings)
  // Once, whoever asks first: a file that cannot be written is found before anything is sampled.
  const evaluation = yield* Effect.cached(
    run({ passAt: countsOf(settings.passAt), majAt: countsOf(settings.majAt) }),
  )
  if (output !== "") {
    yield* checkApart(data, output, "--data")
    yield* checkOutput(settings)
    const lines = Effect.map(
      evaluation,
      ({ answered }) => Stream.fromIterable(answered.map((one) => answeredLine(one, settings))),
    )
    yield* writeWhole(settings, Stream.unwrap(lines))
  }
  yield* told(settings, (json ? asJson : asText)(yield* evaluation))
}, Effect.scoped)

const asJson = (evaluation: Evaluation): string => {
  const { answered: _, ...rest } = evaluation
  return JSON.stringify(rest)
}

const asText = (evaluation: Evaluation): string => {
  const { problems, completions, temperature, entropy, length, clipped } = evaluation
  const { accuracy, correct, wrong, unparsable } = evaluation
  const within = ({ low, high }: Pick<AtK, "low" | "high">) => `95% interval ${percent(low)} to ${percent(high)}`
  const each = completions === 1 ? "completion" : "completions"
  const rows = [
    ["accuracy", `${percent(accuracy)}, ${within(evaluation)} (${evaluation.interval})`],
    ...evaluation.passAt.map((at) => [`pass@${at.k}`, `${percent(at.value)}, ${within(at)}`]),
    ...evaluation.majAt.map((at) => [`maj@${at.k}`, `${percent(at.value)}, ${within(at)}`]),
    ["problems", `${problems}, ${completions} ${each} each at temperature ${temperature}`],
    ["verdicts", `${correct} correct, ${wrong} wrong, ${unparsable} unparsable`],
    ["entropy", `${entropy.toFixed(3)} nats a token`],
    ["length", `${length.toFixed(1)} tokens, ${percent(clipped)} cut`],
  ]
  return rows.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n")
}
