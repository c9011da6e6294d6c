// What is measured of a batch only where somebody asks for it, so that other logs stay as they are.
import { type AnswerOptions } from "@rlif/rewards/answer/verdict"
import { clustersBy, sizes } from "@rlif/rewards/answer/clusters"
import { repetition } from "@rlif/rewards/repetition"
import { trajectoryMean } from "@rlif/rewards/trajectory-entropy"
import * as Effect from "effect/Effect"
import type { Advantage } from "../advantage/advantage.ts"
import type { Weighted } from "../stage/advantage.ts"
import type { Metrics } from "../stage/step.ts"

/**
 * What columns of a batch depend on.
 * @stability unstable
 * @since 0.1.0
 */
export interface ColumnOptions<E = never, R = never> {
  /** How answers are found in completions, and when two are the same. */
  readonly answers: AnswerOptions<E, R>
  /** The advantage that the run trains on. */
  readonly advantage: Advantage
}

/**
 * The columns that there are:
 * - `answers/agreement`: the share of a problem's completions that give its most frequent answer, averaged over problems; a
 *   problem without any answer has 0;
 * - `answers/distinct`: how many different answers a problem got, averaged over problems;
 * - `completions/repetition`: the share of 4-grams of tokens that occurred earlier in the completion, averaged over completions;
 * - `advantages/apart`: the root mean square of the difference between the advantages that train and those of the trajectory
 *   mean, divided by that of those that train; over all completions, and left out where nothing trains.
 *
 * None of them reads a label.
 * @stability unstable
 * @since 0.1.0
 */
export const columnNames = [
  "answers/agreement",
  "answers/distinct",
  "completions/repetition",
  "advantages/apart",
] as const

/**
 * The columns of a batch that are among `names`, as metrics.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { standardized } from "@rlif/trainer/advantage/standardized"
 * import { batchColumns } from "@rlif/trainer/run/batch-columns"
 *
 * // Of a batch of the stage `advantage`: { "answers/agreement": 0.5 }, say.
 * batchColumns(["answers/agreement"], { answers: { answer: lastNumber }, advantage: standardized() })
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const batchColumns = <E = never, R = never>(
  names: ReadonlyArray<string>,
  options: ColumnOptions<E, R>,
) => {
  const wanted = columns.filter(({ gives }) => gives.some((name) => names.includes(name)))
  return Effect.fnUntraced(function* (batch: ReadonlyArray<Weighted>) {
    const found: Array<readonly [string, number]> = []
    for (const { of } of wanted) found.push(...Object.entries(yield* of(batch, options)))
    const metrics: Metrics = Object.fromEntries(found.filter(([name]) => names.includes(name)))
    return metrics
  })
}

/** What is computed together. */
interface Columns {
  readonly gives: ReadonlyArray<(typeof columnNames)[number]>
  readonly of: <E, R>(
    batch: ReadonlyArray<Weighted>,
    options: ColumnOptions<E, R>,
  ) => Effect.Effect<Metrics, E | Effect.Error<ReturnType<typeof advantagesApart>>, R>
}

const answered = Effect.fnUntraced(function* <E, R>(
  batch: ReadonlyArray<Weighted>,
  { answers }: ColumnOptions<E, R>,
) {
  const found = yield* Effect.forEach(
    batch,
    ({ group: { rollouts } }) =>
      Effect.map(clustersBy(rollouts.map(({ text }) => text), answers), (labels) => ({
        share: Math.max(0, ...sizes(labels)) / rollouts.length,
        distinct: new Set(labels.filter((label) => label >= 0)).size,
      })),
  )
  return {
    "answers/agreement": mean(found.map(({ share }) => share)),
    "answers/distinct": mean(found.map(({ distinct }) => distinct)),
  }
})

const repeated = (batch: ReadonlyArray<Weighted>) =>
  Effect.map(repetition().score(batch.map(({ group }) => group)), (scores) => ({
    "completions/repetition": mean(scores.flatMap(({ total }) => [...total])),
  }))

const advantagesApart = Effect.fnUntraced(function* (
  batch: ReadonlyArray<Weighted>,
  { advantage }: Pick<ColumnOptions, "advantage">,
) {
  const { temperature = 1 } = batch[0]?.group ?? {}
  const scores = yield* trajectoryMean({ temperature }).score(batch.map(({ group }) => group))
  const others = scores.flatMap(({ total }) => [...advantage(total)])
  const own = batch.flatMap(({ advantages }) => [...advantages])
  const size = meanSquare(own)
  const metrics: Metrics = size === 0
    ? {}
    : { "advantages/apart": Math.sqrt(meanSquare(own.map((value, i) => value - others[i])) / size) }
  return metrics
})

const columns: ReadonlyArray<Columns> = [
  { gives: ["answers/agreement", "answers/distinct"], of: answered },
  { gives: ["completions/repetition"], of: repeated },
  { gives: ["advantages/apart"], of: advantagesApart },
]

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const meanSquare = (values: ReadonlyArray<number>): number => mean(values.map((value) => value ** 2))
