// `rlif train`: the whole loop on one model. What it does is a composition of stages; what it needs is layers.
import type { Problem } from "@rlif/core/data/problem"
import { Policy } from "@rlif/core/sample/policy"
import { policyWorker } from "@rlif/core/sample/policy-worker"
import { sample } from "@rlif/core/sample/sample"
import { Tokenizer } from "@rlif/core/text/tokenizer"
import { answered } from "@rlif/rewards/answered"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { score } from "@rlif/rewards/score"
import { Effect, flow, Layer, Stream } from "effect"
import { adamw } from "../optimizer/adamw.ts"
import { chain } from "../optimizer/chain.ts"
import { clipByGlobalNorm } from "../optimizer/clip_by_global_norm.ts"
import { keepBest } from "../run/keep_best.ts"
import type { MetricsLine } from "../run/metrics_file.ts"
import { batchMetrics } from "../run/metrics.ts"
import { record } from "../run/record.ts"
import { openRun } from "../run/run_folder.ts"
import { timed } from "../run/timed.ts"
import { totals } from "../run/totals.ts"
import { advantage } from "../stage/advantage.ts"
import { every } from "../stage/every.ts"
import { lookahead } from "../stage/lookahead.ts"
import { update } from "../stage/update.ts"
import { command, showSettings } from "./_command.ts"
import { problemsOf, trainingProblemsOf } from "./_data.ts"
import { evaluator } from "./_evaluator.ts"
import { type Live, live } from "./_live.ts"
import { modelFolder } from "./_model.ts"
import * as names from "./_names.ts"
import { headline, report } from "./_report.ts"
import { freeRunFolder } from "./_run_path.ts"
import { checkPrompts } from "./_sampling.ts"
import type { Of } from "./_settings.ts"
import { trainSettings } from "./_train_settings.ts"

type Settings = Of<typeof trainSettings>

/** The command. */
export const train = command("train", {
  about: "Reinforcement learning from internal feedback, or from any other reward",
  settings: trainSettings,
  run: Effect.fnUntraced(function* (settings: Settings) {
    const folder = modelFolder(settings.model)
    const problems = yield* trainingProblemsOf(settings)
    const heldOut = settings.evalProblems === 0
      ? []
      : yield* problemsOf({ data: settings.evalData || settings.data, problems: settings.evalProblems })
    const show = live({ quietly: settings.evalEvery })
    const layer = Layer.merge(
      policyWorker({ provider: settings.provider, folder }),
      Tokenizer.layerFolder(folder),
    )
    yield* Effect.provide(training(settings, { problems, heldOut, show }), layer)
  }),
})

interface Inputs {
  readonly problems: Stream.Stream<Problem>
  readonly heldOut: ReadonlyArray<Problem>
  readonly show: Live
}

const training = Effect.fnUntraced(function* (settings: Settings, { problems, heldOut, show }: Inputs) {
  const policy = yield* Policy
  yield* checkPrompts([...heldOut, ...yield* Stream.runCollect(Stream.take(problems, 1))], settings.maxTokens)
  yield* show.line(yield* firstPrompt(problems, settings))
  if (settings.dryRun) return yield* showSettings(settings)

  const out = settings.out || (yield* freeRunFolder(settings.reward))
  const folder = yield* openRun(out, { ...settings, out })
  const evaluate = evaluator(heldOut, settings)
  const start: MetricsLine = { step: 0, metrics: yield* evaluate }
  yield* folder.metrics(0, start.metrics)
  yield* show.line(`step 0  ${headline(start.metrics)}`)

  const lines = yield* problems.pipe(
    Stream.grouped(settings.prompts),
    loop(settings),
    Stream.take(settings.steps),
    every(settings.evalEvery, () => evaluate),
    timed,
    totals(),
    record(folder, { samples: settings.samplesEvery }),
    keepBest(folder, { start: start.metrics["eval/accuracy"] ?? -Infinity, save: policy.save }),
    Stream.map(({ step, metrics }): MetricsLine => ({ step, metrics })),
    Stream.tap(({ step, metrics }) => show.step(step, settings.steps, headline(metrics))),
    Stream.runCollect,
  )
  yield* folder.model("final", policy.save)
  const { text, plot } = report([start, ...lines], { title: `${settings.reward} on ${settings.model}` })
  yield* folder.write("curves.svg", plot)
  yield* folder.write("report.txt", text)
  yield* show.line(`${text}\n\nRun folder: ${out} (config.json, metrics.jsonl, samples/, final/, best/, curves.svg)`)
})

/** Batches of problems -> steps: sample, score, advantage, update. */
const loop = (settings: Settings) => {
  const { temperature, maxTokens, seed, learningRate: rate, clipNorm, beta1, beta2, weightDecay } = settings
  const answer = names.answerOf(settings.answer)
  const reward = names.rewardOf(settings.reward, { ...settings, answer })
  const signals = ["entropy", "selfCertainty"] as const
  return lookahead(settings.lookahead)(
    flow(
      sample({ size: settings.completions, signals, maxTokens, temperature, seed }),
      score(reward, { beside: [exactAnswer({ answer }), answered({ answer })] }),
      advantage(names.advantageOf(settings.advantage, settings.eps)),
    ),
    update({
      loss: names.lossOf(settings),
      aggregate: names.aggregateOf(settings.aggregate, maxTokens),
      optimizer: chain(clipByGlobalNorm(clipNorm), adamw({ beta1, beta2, decay: weightDecay })),
      schedule: names.scheduleOf(settings.schedule, { ...settings, rate }),
      temperature,
      microBatchTokens: settings.microBatchTokens,
      observe: batchMetrics,
    }),
  )
}

/** What the model will be shown, in text and in tokens, and the numbers that follow from the settings. */
const firstPrompt = Effect.fnUntraced(function* (problems: Stream.Stream<Problem>, settings: Settings) {
  const { encode } = yield* Tokenizer
  const [first] = yield* Stream.runCollect(Stream.take(problems, 1))
  const { prompts, completions, maxTokens, steps } = settings
  return [
    `First prompt: ${JSON.stringify(first.problem)} = tokens [${encode(first.problem).join(", ")}]`,
    `Each of ${steps} updates: ${prompts} problems x ${completions} completions = ${
      prompts * completions
    } samples of at most ${maxTokens} tokens`,
  ].join("\n")
})
