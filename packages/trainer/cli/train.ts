// `rlif train`: the whole loop on one model. What it does is a composition of stages; what it needs is layers.
import type { Signal } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import type { PolicyThread } from "@rlif/core/policy/thread"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import { Tokenizer } from "@rlif/core/text"
import * as Engine from "@rlif/rewards/answer/math/engine"
import type { Training } from "@rlif/core/learn/training"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { flow } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { replay } from "../guard/replay.ts"
import { batchColumns } from "../run/batch_columns.ts"
import { checkpointBefore, checkpoints, checkRoom, keeperOf, newestCheckpoint } from "../run/checkpoints.ts"
import { diverging } from "../run/diverged.ts"
import { withEvents } from "../run/event_file.ts"
import { keepBest } from "../run/keep_best.ts"
import type { MetricsLine } from "../run/metrics_file.ts"
import { batchMetrics } from "../run/metrics.ts"
import { observed } from "../run/observed.ts"
import { type Machine, thisMachine } from "../run/machine.ts"
import { record } from "../run/record.ts"
import { rewardStreak } from "../run/reward_streak.ts"
import { asksOf } from "../run/control_file.ts"
import { aboutFile, configText, openRun, type RunFolder, takeRun } from "../run/run_folder.ts"
import { Stop } from "../run/stop.ts"
import { timed } from "../run/timed.ts"
import { totals } from "../run/totals.ts"
import { type Decided, watched } from "../run/watched.ts"
import { weighed } from "../run/weighed.ts"
import { every } from "../stage/every.ts"
import { lookahead } from "../stage/lookahead.ts"
import { minibatches } from "../stage/minibatches.ts"
import { prepare, updateBy } from "../stage/update.ts"
import type { Metrics, Step } from "../stage/step.ts"
import { adapterOf } from "./inputs/adapter.ts"
import { showSettings } from "./_command.ts"
import { cutWarning } from "./inputs/ends.ts"
import { evaluator } from "./_evaluator.ts"
import { concluded, goingOn } from "./_concluded.ts"
import { guardingOf, noticing, saidOf, writeDecision } from "./_guarding.ts"
import { type Asks, checkShowing, obedience, showing } from "./_showing.ts"
import { labels } from "./_labels.ts"
import { withQueue } from "./_queue.ts"
import { sampled } from "./_sampled.ts"
import { live } from "./outputs/live.ts"
import { located } from "./inputs/located.ts"
import { least, memory } from "./_memory.ts"
import { shapeOf } from "./outputs/memory.ts"
import { based } from "./inputs/model.ts"
import * as names from "../settings/names.ts"
import { type Origin, originOf, sourcesFile } from "./inputs/origin.ts"
import { writable } from "./outputs/signals.ts"
import { headline } from "./outputs/headline.ts"
import { type Inputs, inputsOf, prepared } from "./inputs/prepared.ts"
import { dated } from "./inputs/prompts.ts"
import { anew, type Beginning, checkSame, resumed, rewound } from "./inputs/resumed.ts"
import { rewardFrom, rewardLabel, signalsFrom } from "./inputs/scoring.ts"
import { alikeWarning } from "./outputs/alike.ts"
import { checkNew, checkPlace, freeRunFolder } from "./outputs/run_path.ts"
import { updatesOfBatch } from "../settings/batch.ts"
import { learningOf } from "../settings/learning.ts"
import { signalTemperatureOf } from "../settings/filters.ts"
import { stored } from "../settings/setting.ts"
import { format } from "../settings/renamed.ts"
import { type TrainSettings, trainSettings } from "../settings/train_settings.ts"

/** A run by these settings, whose policy is in this thread, where there is one. */
export const train = Effect.fnUntraced(function* (given: TrainSettings, thread: PolicyThread | undefined) {
  const settings = yield* dated(given)
  if (settings.resume !== "") yield* checkSame(settings)
  else if (settings.out !== "") yield* checkNew(settings.out)
  else if (!settings.dryRun) yield* checkPlace("runs")
  yield* checkShowing(settings)
  const found = yield* located(settings)
  const { folder, text } = found
  const inputs = yield* inputsOf(settings)
  const from = originOf(settings, found, inputs)
  const scoring = yield* scoringOf(settings)
  const fresh = yield* adapterOf(settings, found.isAdapter)
  // What is wrong with a folder is said where it is loaded.
  const shape = yield* Effect.option(shapeOf(found, fresh))
  if (Option.isSome(shape)) yield* memory(settings, { config: shape.value, longest: least, signals: scoring.signals })
  const { provider, threads, parts, dryRun } = settings
  const made = thisMachine(from.settings)
  const led = settings.workers !== "" && !dryRun
  // Nobody else changes what is read of it.
  const taken = settings.resume === "" || dryRun ? undefined : yield* takeRun(settings.resume, { led })
  // What is asked while the model loads counts.
  const asks = taken === undefined ? undefined : yield* asksOf(taken.path)
  const fleet = led
    ? yield* Effect.flatMap(withQueue(() => import("./_coordinating.ts")), (_) => _.coordinating(settings))
    : undefined
  const source = { folder, ...based(found), ...fresh, ...(parts === 0 ? {} : { parts }) }
  const layer = Layer.mergeAll(
    fleet?.policy(source) ??
      Policy.layerWorker({ provider, threads, ...source, ...(thread === undefined ? {} : { thread }) }),
    Tokenizer.layerFolder(text),
    Engine.layerWorker(),
  )
  const begun = settings.resume === "" ? anew : yield* resumed(settings.resume, made)
  const started: Run = { settings, inputs, origin: from, ...scoring, begun, taken, asks, made }
  yield* (dryRun ? trying(started) : training(started)).pipe(
    Effect.provide(layer),
    Effect.provideContext(fleet?.leading ?? Context.empty()),
  )
})

/** A run before its model is there. */
interface Run {
  readonly settings: TrainSettings
  readonly inputs: Inputs
  readonly origin: Origin
  readonly reward: Effect.Success<ReturnType<typeof rewardFrom<Engine.EngineError, Engine.Engine>>>
  /** What is taken of each sampled token: what is written, and what the reward needs. */
  readonly signals: ReadonlyArray<Signal>
  readonly begun: Beginning
  /** The folder of a run that goes on. */
  readonly taken: RunFolder | undefined
  readonly asks: Asks | undefined
  readonly made: Machine
}

const scoringOf = Effect.fnUntraced(function* (settings: TrainSettings) {
  const temperature = signalTemperatureOf(settings)
  const reward = yield* rewardFrom({ ...settings, temperature, answers: names.answersOf(settings.answer) })
  const signals = [...new Set([...yield* signalsFrom(settings.signals), ...reward.needs])]
  return { reward, signals: yield* writable(signals) }
})

/** The settings alone go to stdout, where they make a file for `--config`. */
const trying = Effect.fnUntraced(function* ({ settings, inputs, origin, signals, begun }: Run) {
  const { config } = yield* Policy.Policy
  const { lines, longest } = yield* prepared(settings, inputs)
  yield* guardingOf(settings, { begun, config })
  const goingOn = settings.resume === ""
    ? []
    : [...begun.notes, `Going on after update ${begun.step} of ${settings.steps}`]
  yield* Console.error([lines, ...yield* memory(settings, { config, longest, signals }), ...goingOn].join("\n"))
  yield* showSettings(stored({ format, ...origin.settings }, trainSettings))
})

const training = Effect.fnUntraced(function* (run: Run) {
  const { settings, inputs, origin, signals, begun } = run
  const { steps, evalEvery } = settings
  const policy = yield* Policy.Policy
  const show = yield* live({ quietly: evalEvery })
  const { lines: about, problems, heldOut, labelled, asking, skipped, longest } = yield* prepared(settings, inputs)
  const guard = yield* guardingOf(settings, { begun, config: policy.config })
  const facts = [about, ...yield* memory(settings, { config: policy.config, longest, signals })].join("\n")
  yield* show.line(facts)
  const opened = yield* folderOf(run)
  const folder = settings.tensorboard ? yield* withEvents(opened, begun.step) : opened
  const { path: out } = folder
  yield* show.line([`Run folder: ${out}`, ...begun.notes].join("\n"))
  yield* folder.write(aboutFile, `${facts}\n`)
  const obeying = yield* obedience(folder, run.asks)
  yield* showing(out, settings, show.line)

  const { fingerprint: from } = yield* policy.version
  const learned = yield* prepare(learningOf(settings))
  // Asked before a state is restored: the answers at the start are those of the first weights.
  const check = labelled.length === 0
    ? undefined
    : yield* labels(labelled, { ...settings, ...asking, done: begun.step })
  if (begun.state !== undefined) yield* learned.restore(begun.state)
  yield* checkRoom(out, settings, yield* learned.state)
  const evaluate = evaluator(heldOut, { ...settings, ...asking, folder })
  const before = begun.step === 0 ? [{ step: 0, metrics: yield* evaluate(0) }] : begun.lines
  const start = latestOf(before)
  if (begun.step > 0) yield* show.line(`Going on after update ${begun.step} of ${steps}`)
  else if (heldOut.length > 0) {
    yield* folder.metrics(0, start)
    yield* show.line(["Before training, on held-out problems:", ...headline(start)].join("  "))
  }
  const reporting = yield* Effect.forkScoped(reports)
  const columns = batchColumns(guard?.reads ?? [], {
    answers: names.answersOf(settings.answer),
    advantage: names.advantageOf(settings.advantage, settings.eps),
  })
  const ending = yield* Ref.make<Decided | undefined>(undefined)
  // As a log has it: where nothing is evaluated, nothing is written before the first update.
  const seen = begun.step === 0 && heldOut.length === 0 ? [] : before.map(({ metrics }) => metrics)
  const measured = <S extends string, E, R>(all: Stream.Stream<Step<S>, E, R>) =>
    all.pipe(
      every(1, ({ step }) => step % evalEvery === 0 || step === steps ? evaluate(step) : Effect.void),
      every(check === undefined ? 0 : evalEvery, (step) => check === undefined ? Effect.void : check(step)),
      every(1, ({ batch }) => columns(batch)),
    )
  const watch = <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>) =>
    guard === undefined ? steps : watched({
      guard,
      state: replay(guard, seen).state,
      training: learned,
      step: begun.step,
      older: (updates) => checkpointBefore(out, updates),
      decided: Effect.fnUntraced(function* (decided) {
        if (decided._tag !== "warn") return yield* Ref.set(ending, decided)
        yield* show.line(saidOf(settings.guard, decided))
        yield* writeDecision(folder, settings.guard, decided)
      }),
    })(inputs.known === undefined ? noticing(labelled, show.line)(steps) : steps)
  const updates = updatesOfBatch(settings)
  const keeper = yield* keeperOf({
    ...settings,
    run: out,
    training: learned,
    save: policy.save,
    made: run.made,
    step: begun.step,
    batch: updates,
    measured: before,
  })
  const { asked, listening } = yield* Stop
  yield* listening
  const lines = yield* problems.pipe(
    Stream.grouped(settings.problems * (1 + settings.replacements)),
    Stream.drop(begun.step / updates),
    // Before the loop, which would sample for an update after the last while the last is evaluated.
    Stream.take((steps - begun.step) / updates),
    loop(run, { ...asking, learned, asked }),
    measured,
    flow(timed, weighed),
    observed,
    totals(["num_tokens"], before.at(-1)?.metrics),
    rewardStreak(before.at(-1)?.metrics),
    Stream.mapEffect((step) =>
      Effect.map(skipped, (skipped) => ({ ...step, metrics: { ...step.metrics, ...counted(settings, skipped) } }))
    ),
    flow(record(folder, { samples: settings.samplesEvery }), watch),
    keepBest(folder, { start: bestOf(before), save: policy.save }),
    flow(checkpoints(keeper, { every: settings.saveEvery }), obeying(keeper, { stopped: asked, batch: updates })),
    diverging({ ...settings, from: begun.step, kept: newestCheckpoint(out) }),
    Stream.mapAccum(() => start, (evaluated, { step, metrics }) => {
      const latest = metrics["eval/accuracy"] === undefined ? evaluated : metrics
      return [latest, [{ step, metrics, latest }]]
    }),
    Stream.tap(({ step, metrics, latest }) =>
      show.step({ step, steps, tokens: metrics.num_tokens, items: headline(metrics, latest) })
    ),
    Stream.tap(({ step, metrics }) => Effect.forEach(warnings(step, { metrics, settings }), show.line)),
    Stream.map(({ step, metrics }): MetricsLine => ({ step, metrics })),
    Stream.runCollect,
    Effect.onError(() => Effect.flatMap(goingOn(out, steps), Effect.forEach((line) => Console.error(line)))),
  )
  const ended = yield* Ref.get(ending)
  if (ended === undefined && begun.step + lines.length < steps) {
    for (const line of yield* goingOn(out, steps)) yield* show.line(line)
    return
  }
  const all = [...before, ...lines]
  const conclusion = { folder, from, origin, training: learned, ended, reporting }
  yield* show.line(
    yield* concluded(settings, {
      ...conclusion,
      lines: ended === undefined ? all : yield* cut(all, { ...ended, evaluate: evaluate() }),
    }),
  )
})

/** The folder of a run: a new one, or the one that goes on, with nothing in it of updates that are done again. */
const folderOf = Effect.fnUntraced(function* ({ settings, origin, begun, taken }: Run) {
  const out = settings.out || (yield* freeRunFolder(rewardLabel(settings.reward)))
  const config = stored({ format, ...origin.settings, out }, trainSettings)
  if (taken !== undefined) {
    yield* rewound(taken, begun)
    yield* taken.write("config.json", configText(config))
    return taken
  }
  const folder = yield* openRun(out, config)
  const sources = sourcesFile(origin)
  if (sources !== undefined) yield* folder.write("sources.json", sources)
  return folder
})

/** The lines of the weights that are kept, whose accuracy, too, is measured at the end. */
const cut = Effect.fnUntraced(function* <E, R>(
  lines: ReadonlyArray<MetricsLine>,
  { kept, evaluate }: { readonly kept: number; readonly evaluate: Effect.Effect<Metrics, E, R> },
) {
  const own = lines.filter(({ step }) => step <= kept)
  const last = own.at(-1)
  if (last === undefined || last.metrics["eval/accuracy"] !== undefined) return own
  return [...own.slice(0, -1), { step: last.step, metrics: { ...last.metrics, ...yield* evaluate } }]
})

/** What draws the curves: many modules, which load while the model computes, and nobody waits for. */
const reports = Effect.promise(() => import("./outputs/report.ts"))

/** The last evaluation of some lines. */
const latestOf = (lines: ReadonlyArray<MetricsLine>): Metrics =>
  lines.findLast(({ metrics }) => metrics["eval/accuracy"] !== undefined)?.metrics ?? {}

/** The highest accuracy of some lines. */
const bestOf = (lines: ReadonlyArray<MetricsLine>): number =>
  Math.max(-Infinity, ...lines.flatMap(({ metrics }) => metrics["eval/accuracy"] ?? []))

/** What is to be said after an update of completions that were cut, and of rewards that do not differ. */
const warnings = (
  step: number,
  { metrics, settings: { maxTokens, reward, steps } }: { readonly metrics: Metrics; readonly settings: TrainSettings },
): ReadonlyArray<string> => [
  ...step > 1 ? [] : cutWarning(metrics["completions/clipped_ratio"], maxTokens),
  ...alikeWarning(metrics["reward_zero_std_streak"], { reward, step, steps }),
]

/** How many problems were left out because of their prompts, where that may happen. */
const counted = (settings: TrainSettings, skipped: number): Readonly<Record<string, number>> =>
  settings.longPrompts === "skip" ? { "prompts/skipped": skipped } : {}

/** Batches of problems -> steps: sample, score, advantage, update. */
const loop = (
  { settings, reward, signals, begun: { step } }: Run,
  { learned, asked, ...asking }: Pick<RollOutOptions, "prompt" | "endTokens" | "stop"> & {
    readonly learned: Training
    /** Cuts sampling short, and lets the update that runs come to its end. */
    readonly asked: Effect.Effect<string>
  },
) => {
  const updates = updatesOfBatch(settings)
  return lookahead.exact(settings.lookahead, { step, outputs: updates })(
    flow(sampled(settings, { reward, signals, step: step / updates, ...asking }), Stream.interruptWhen(asked)),
    flow(
      minibatches({ parts: settings.minibatches, epochs: settings.epochs }),
      updateBy(learned, {
        step,
        ...learningOf(settings),
        schedule: names.scheduleOf(settings.schedule, { ...settings, rate: settings.learningRate }),
        observe: batchMetrics,
      }),
    ),
  )
}
