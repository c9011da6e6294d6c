import * as Policy from "@rlif/core/policy"
import { format, heldOut, parse, strictAnswer, trainingProblems } from "@rlif/core/data/arithmetic"
import { seed as mix } from "@rlif/core/random/seed"
import { allSignals } from "@rlif/core/signals"
import { layerTeacherOfRun, learnerOfRun, loop, rewardOfRun } from "@rlif/trainer/cli/loop.ts"
import { inputsOf, prepared } from "@rlif/trainer/cli/inputs/prepared.ts"
import { batchColumns, columnNames } from "@rlif/trainer/run/batch-columns"
import { advantageOf } from "@rlif/trainer/settings/names.ts"
import { trainSettingsOf } from "@rlif/trainer/settings/train_settings.ts"
import type { Metrics } from "@rlif/trainer/stage/step"
import { Effect, FileSystem, type Layer, Path, Stream } from "effect"
import { type Evaluated, evaluation, problemsOf } from "../guards/watch.ts"
import { type RecipeCell, settingsOf, type Sizes } from "./cell.ts"
import { type Cost, counter } from "./counted.ts"

/** A run of a recipe: what guards may read of each update, and what held-out problems show of it now and then. */
export interface Tried {
  readonly updates: ReadonlyArray<{ readonly step: number; readonly columns: Metrics }>
  readonly evaluations: ReadonlyArray<Evaluated>
  readonly cost: Cost
}

/** Those of an update's own metrics that no label went into. */
const own = ["reward", "entropy", "completions/mean_length", "completions/clipped_ratio"] as const

/** Runs a recipe to its end from the model of a layer, which is the policy's, too. Evaluations are no part of its cost. */
export const tried = Effect.fn("tried")(function* <E, R>(
  cell: RecipeCell,
  sizes: Omit<Sizes, "seeds" | "worlds">,
  start: Layer.Layer<Policy.Policy, E, R>,
) {
  const { paraphraseColumn, ...given } = { paraphraseColumn: "", ...settingsOf(cell, sizes) }
  const asked = paraphraseColumn === "" ? {} : { paraphraseColumn, data: yield* inTwoWordings(cell, paraphraseColumn) }
  const settings = yield* trainSettingsOf({ json: { ...given, ...asked }, where: cell.recipe })
  const { problems, batch, asking } = yield* prepared(settings, yield* inputsOf(settings))
  const { evaluated } = problemsOf(cell.seed, { problems: sizes.evaluated, labelled: 0 })
  const policy = yield* Policy.Policy
  const evaluate = (step: number) =>
    evaluation(evaluated, { seed: mix(cell.seed, "recipes", "evaluation"), step }).pipe(
      Effect.provideService(Policy.Policy, policy),
    )
  const columnsOf = batchColumns(columnNames, {
    answers: { answer: strictAnswer },
    advantage: advantageOf(settings.advantage, settings.eps),
  })
  const { counted, cost } = counter()
  const first = yield* evaluate(0)
  const seen = yield* Effect.gen(function* () {
    const reward = yield* rewardOfRun(settings, asking)
    const learned = yield* learnerOfRun(settings)
    const signals = [...new Set([...allSignals, ...reward.needs])]
    return yield* problems.pipe(
      Stream.grouped(batch),
      loop(settings, { ...asking, reward, signals, learned, asked: Effect.never }),
      Stream.take(settings.steps),
      Stream.mapEffect(Effect.fnUntraced(function* ({ step, batch, metrics }) {
        const columns = { ...Object.fromEntries(own.map((name) => [name, metrics[name]])), ...yield* columnsOf(batch) }
        const shown = step % sizes.every === 0 || step === settings.steps ? [yield* evaluate(step)] : []
        return { update: { step, columns }, shown }
      })),
      Stream.runCollect,
    )
  }).pipe(
    Effect.updateService(Policy.Teacher, counted),
    Effect.provide(layerTeacherOfRun(settings, start)),
    Effect.updateService(Policy.Policy, counted),
  )
  const found: Tried = {
    updates: seen.map(({ update }) => update),
    evaluations: [first, ...seen.flatMap(({ shown }) => shown)],
    cost: cost(),
  }
  return found
}, Effect.scoped)

/**
 * A file of training problems of a seed that can be said in another order, in both: those that begin with a sum or a product of
 * two digits that differ. In neither order a problem is held out.
 */
const inTwoWordings = Effect.fnUntraced(function* ({ seed }: RecipeCell, column: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const file = join(yield* fs.makeTempDirectoryScoped(), "problems.jsonl")
  const rows = yield* trainingProblems(seed).pipe(
    Stream.take(8000),
    Stream.filter(({ problem }) => swappable(problem)),
    Stream.map(({ id, problem, gold }) => ({ id, problem, gold, [column]: swapped(problem) })),
    Stream.runCollect,
  )
  // A problem that was drawn twice is there once.
  const once = new Map(rows.map((row) => [row.id, JSON.stringify(row) + "\n"]))
  yield* fs.writeFileString(file, [...once.values()].join(""))
  return file
})

const swapped = (problem: string): string => {
  const { digits: [a, b, ...rest], operators } = parse(problem)
  return format({ digits: [b, a, ...rest], operators } as never)
}

const swappable = (problem: string): boolean => {
  const { digits: [a, b], operators: [first] } = parse(problem)
  return a !== b && first !== "-" && !heldOut(parse(swapped(problem)))
}
