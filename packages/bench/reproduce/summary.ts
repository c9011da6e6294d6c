// Numbers over seeds: a seed is one model with its own problems and random numbers, so seeds are what is counted.
import { bootstrap, type Interval } from "@rlif/trainer/evaluate"
import type { Curve } from "@rlif/trainer/plot"
import type { Experiment } from "./experiment.ts"
import type { Cell } from "./guards/cell.ts"
import type { Watch } from "./guards/watch.ts"
import type { Parted, Parting } from "./lockstep.ts"
import type { RecipeCell } from "./recipes/cell.ts"
import type { Tried } from "./recipes/tried.ts"
import type { Row } from "./run.ts"
import type { Scale } from "./scale.ts"

/** What there is to draw from: rows of the runs that are done, and none of those that are not. */
export interface Results {
  readonly scale: Scale
  readonly rows: (experiment: Experiment) => ReadonlyArray<Row> | undefined
  readonly parting: (parted: Parted) => Parting | undefined
  readonly watch: (cell: Cell) => Watch | undefined
  readonly recipe: (cell: RecipeCell) => Tried | undefined
}

/** A mean over seeds with its bootstrap interval, meant to be 95% (`chance_test.ts` says what it is), and the extreme seeds. */
export interface Summary extends Interval {
  readonly mean: number
  readonly least: number
  readonly most: number
  readonly seeds: number
  /** The numbers themselves, in the order of the seeds. */
  readonly values: ReadonlyArray<number>
}

/** Of one number a seed; a seed that has none, such as the accuracy of no answers, does not count. */
export const summarize = (given: ReadonlyArray<number>): Summary => {
  const values = given.filter(Number.isFinite)
  return {
    mean: values.reduce((sum, x) => sum + x, 0) / values.length,
    ...(values.length > 1 ? bootstrap(values, { seed: 1 }) : { low: -Infinity, high: Infinity }),
    least: Math.min(...values),
    most: Math.max(...values),
    seeds: values.length,
    values: given,
  }
}

/** All rows of those runs that are done, a list a seed. */
export const doneOf = (results: Results, experiments: ReadonlyArray<Experiment>): ReadonlyArray<ReadonlyArray<Row>> =>
  experiments.flatMap((experiment) => {
    const rows = results.rows(experiment)
    return rows === undefined ? [] : [rows]
  })

/** A metric by step, its mean and interval over seeds. */
export const curve = (name: string, runs: ReadonlyArray<ReadonlyArray<Row>>, metric: string): Curve => ({
  name,
  points: (runs[0] ?? []).flatMap(({ step }, i) => {
    const values = runs.flatMap((rows) => rows[i]?.metrics[metric] ?? [])
    if (values.length === 0) return []
    const { mean, low, high } = summarize(values)
    return [{ x: step, y: mean, ...(values.length > 1 ? { interval: { low, high } } : {}) }]
  }),
})

/** Something of a run as one number, which may look at the runs of the other seeds. */
export type Measure = (rows: ReadonlyArray<Row>, others: ReadonlyArray<ReadonlyArray<Row>>) => number

/** A metric after so many updates, 0 being before training; at the end where no step is named. */
export const at = (metric: string, step?: number): Measure => (rows) => {
  const row = step === undefined ? rows[rows.length - 1] : rows.find((row) => row.step === step)
  if (row === undefined) throw new Error(`Cannot measure "${metric}": there is no row of step ${step}`)
  return row.metrics[metric]
}

/**
 * A metric at its peak: the update at which the other seeds are highest, so that no luck of this one's evaluations enters.
 * With no other seed it is the run's own highest.
 */
export const peak = (metric: string): Measure => (rows, others) => rows[peakOf(metric)(rows, others)].metrics[metric]

/** The row of that peak. */
export const peakOf = (metric: string): Measure => (rows, others) => {
  const from = others.length === 0 ? [rows] : others
  const means = rows.map((_, i) => from.reduce((sum, other) => sum + other[i].metrics[metric], 0))
  return means.indexOf(Math.max(...means))
}

/** One measure minus another, seed by seed. */
export const minus = (a: Measure, b: Measure): Measure => (rows, others) => a(rows, others) - b(rows, others)

/** How far a metric is above its start where it is highest after it: below 0 where it only falls. */
export const rise = (metric: string): Measure => (rows, others) =>
  peak(metric)(rows.slice(1), others.map((other) => other.slice(1))) - rows[0].metrics[metric]

/** How far a metric is above its start at the end. */
export const change = (metric: string): Measure => minus(at(metric), at(metric, 0))

/** A measure over all seeds. */
export const over = (runs: ReadonlyArray<ReadonlyArray<Row>>, measure: Measure): Summary =>
  summarize(runs.map((rows, i) => measure(rows, runs.toSpliced(i, 1))))

/** A multiple of a measure. */
export const times = (factor: number, measure: Measure): Measure => (rows, others) => factor * measure(rows, others)

/** Runs and controls of the same seeds, where both are done. */
const pairsOf = (results: Results, [experiments, controls]: ReadonlyArray<ReadonlyArray<Experiment>>) =>
  experiments.flatMap((experiment, i) => {
    const [rows, control] = [results.rows(experiment), results.rows(controls[i])]
    return rows === undefined || control === undefined ? [] : [[rows, control] as const]
  })

/** A measure minus one (by default the same) of a control of the same seed, where both are done. */
export const against = (
  results: Results,
  runs: ReadonlyArray<ReadonlyArray<Experiment>>,
  measure: Measure | readonly [Measure, Measure],
): Summary => {
  const [of, from] = typeof measure === "function" ? [measure, measure] : measure
  const pairs = pairsOf(results, runs)
  const [done, controlled] = [0, 1].map((side) => pairs.map((pair) => pair[side]))
  return summarize(
    pairs.map((_, i) => of(done[i], done.toSpliced(i, 1)) - from(controlled[i], controlled.toSpliced(i, 1))),
  )
}

/** How far a metric is above a control's of the same seed, where it comes off best among some updates. */
export const bestAgainst = (
  results: Results,
  runs: ReadonlyArray<ReadonlyArray<Experiment>>,
  { metric, steps }: { readonly metric: string; readonly steps: ReadonlyArray<number> },
): Summary =>
  summarize(
    pairsOf(results, runs).map(([rows, control]) =>
      Math.max(...steps.map((step) => at(metric, step)(rows, []) - at(metric, step)(control, [])))
    ),
  )

/**
 * Several numbers a seed as one, such as those at two rates: the one that speaks least for a claim that they are all above
 * (or below) a bound. Where some are not there yet it is none.
 */
export const all = (is: "above" | "below", summaries: ReadonlyArray<Summary>): Summary => {
  const [first, ...others] = summaries.map(({ values }) => values)
  const whole = others.every(({ length }) => length === first.length)
  const pick = is === "above" ? Math.min : Math.max
  return summarize(whole ? first.map((value, i) => pick(value, ...others.map((values) => values[i]))) : [])
}
