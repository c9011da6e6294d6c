// The rules that are compared, as they stand in the protocol: none is added or changed once a run of the study is known.
import { vocabulary } from "@rlif/core/data/arithmetic"
import {
  agreement,
  apart,
  clock,
  decline,
  entropyBudget,
  fewLabels,
  firstObjection,
  type Guard,
  opaque,
  twoSided,
} from "@rlif/trainer/guard"
import { type Cell, rates } from "./cell.ts"

/** When to stop. */
export interface Rule {
  readonly name: string
  /** How many labelled problems it asks; none asks no label. */
  readonly labels?: number
  readonly guard: (cell: Pick<Cell, "learningRate">) => Guard<unknown>
}

const plain = <S>(name: string, guard: Guard<S>): Rule => ({ name, guard: () => opaque(guard) })

/** A number of updates at the faster rate; at another the number that has as large a sum of rates. */
const after = (updates: number): Rule => ({
  name: `clock ${updates}`,
  guard: ({ learningRate }) => opaque(clock({ updates: Math.round(updates * rates.fast / learningRate) })),
})

const budget = (options: { readonly share: number; readonly smooth?: number; readonly lag?: number }) =>
  entropyBudget({ ...options, floor: 0.03, vocabulary: vocabulary.length })

const [smooth, lag] = [0.3, 3]

const labelled = (labels: number): Rule => ({
  name: `${labels} labels`,
  labels,
  guard: () => opaque(fewLabels({ alpha: 0.05 })),
})

/** Rules that ask no label. */
export const unlabelled: ReadonlyArray<Rule> = [
  ...[10, 20, 30].map(after),
  ...[0.4, 0.5, 0.6].map((share) => plain(`entropy budget ${share}`, budget({ share }))),
  ...[0.3, 0.4, 0.5].map((share) => plain(`entropy budget ${share}, smoothed`, budget({ share, smooth }))),
  ...[0.4, 0.5].map((share) => plain(`entropy budget ${share}, three in a row`, budget({ share, lag }))),
  plain("two-sided .5", twoSided({ share: 0.5 })),
  plain("two-sided .5, smoothed", twoSided({ share: 0.5, smooth })),
  plain("agreement .9", agreement({ level: 0.9 })),
  plain("agreement .95", agreement({ level: 0.95 })),
  plain("decline .5 (A)", decline({ share: 0.5, every: 10 })),
  plain("decline .5, smoothed", decline({ share: 0.5, every: 5, smooth })),
  plain("apart .85 (C')", apart({ share: 0.85 })),
  plain("apart .85, smoothed", apart({ share: 0.85, smooth })),
  plain("decline .3 or apart .85 (D)", firstObjection(decline({ share: 0.3, every: 10 }), apart({ share: 0.85 }))),
  plain(
    "budget .4 smoothed or agreement .95",
    firstObjection(budget({ share: 0.4, smooth }), agreement({ level: 0.95 })),
  ),
  plain(
    "budget .4 smoothed or apart .85",
    firstObjection(budget({ share: 0.4, smooth }), apart({ share: 0.85, smooth })),
  ),
]

/** Rules that ask a few labels, alone and beside a budget. */
export const withLabels: ReadonlyArray<Rule> = [
  ...[16, 32, 64].map(labelled),
  {
    name: "budget .4 smoothed or 64 labels",
    labels: 64,
    guard: () => opaque(firstObjection(budget({ share: 0.4, smooth }), fewLabels({ alpha: 0.05 }))),
  },
]

/** All of them, the one that never stops first. */
export const rules: ReadonlyArray<Rule> = [
  { name: "none", guard: () => opaque(clock({ updates: Infinity })) },
  ...unlabelled,
  ...withLabels,
]
