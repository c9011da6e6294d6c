// `rlif eval`: how many answers are right, and how sure that number is.
import * as Engine from "@rlif/rewards/answer/math/engine"
import { Console, Effect } from "effect"
import { accuracy } from "../evaluate/accuracy.ts"
import type { Evaluation } from "../evaluate/evaluation.ts"
import { command, showSettings } from "./_command.ts"
import { problemsOf } from "./inputs/data.ts"
import { dataKinds } from "../settings/columns.ts"
import { endsOf } from "./inputs/ends.ts"
import { unreadableGolds } from "./inputs/golds.ts"
import { textPolicy } from "./inputs/model.ts"
import { base, model } from "../settings/model.ts"
import { answerNames, answersOf } from "../settings/names.ts"
import { dated, promptsOf } from "./inputs/prompts.ts"
import { sampling } from "../settings/sampling.ts"
import { choice, integer, type Of, text, toggle } from "../settings/setting.ts"

/** All that `rlif eval` can be told. */
export const evalSettings = {
  model,
  base,
  data: text("arithmetic", `${dataKinds}; the generated ones are held out`),
  problems: integer(0, "how many of them; 0 is all of a data set, 400 of arithmetic"),
  answer: choice(answerNames, "strict", "how an answer is found; strict and loose are those of arithmetic"),
  ...sampling,
  json: toggle(false, "print one JSON object"),
  dryRun: toggle(false, "check the model and every problem, sample nothing"),
}

/** The command. */
export const evaluate = command("eval", {
  about: "True accuracy on problems with known answers",
  settings: evalSettings,
  run: (given) =>
    Effect.flatMap(
      dated(given),
      (settings) => Effect.provide(evaluating(settings), [textPolicy(settings), Engine.layerWorker()]),
    ),
})

const evaluating = Effect.fnUntraced(function* (settings: Of<typeof evalSettings>) {
  const { json, dryRun } = settings
  const { fit, prompt, chat } = yield* promptsOf(settings)
  const { ends, line, warnings } = yield* endsOf(settings, chat)
  const { kept: problems, lines } = yield* fit(yield* problemsOf(settings), "problems")
  for (const each of [...dryRun ? [line] : warnings, ...lines]) yield* Console.error(each)
  if (dryRun) return yield* showSettings(settings)
  const answers = answersOf(settings.answer)
  for (const line of yield* unreadableGolds(problems, answers)) yield* Console.error(line)
  const options = { ...settings, prompt, ...ends, ...answers }
  const evaluation = yield* accuracy(problems, options)
  yield* Console.log(json ? asJson(evaluation) : asText(evaluation))
})

const asJson = (evaluation: Evaluation): string => {
  const { accuracy, low, high, problems, completions, correct, wrong, unparsable, temperature } = evaluation
  return JSON.stringify({ accuracy, low, high, problems, completions, correct, wrong, unparsable, temperature })
}

const asText = (evaluation: Evaluation): string => {
  const { accuracy, low, high, problems, completions, temperature, entropy, length, clipped } = evaluation
  const { correct, wrong, unparsable } = evaluation
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`
  const rows = [
    ["accuracy", `${percent(accuracy)}, 95% interval ${percent(low)} to ${percent(high)}`],
    [
      "problems",
      `${problems}, ${completions} ${
        completions === 1 ? "completion" : "completions"
      } each at temperature ${temperature}`,
    ],
    ["verdicts", `${correct} correct, ${wrong} wrong, ${unparsable} unparsable`],
    ["entropy", `${entropy.toFixed(3)} nats a token`],
    ["length", `${length.toFixed(1)} tokens, ${percent(clipped)} cut`],
  ]
  return rows.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n")
}
