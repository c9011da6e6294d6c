import type { Results } from "../summary.ts"
import type { Cell } from "./cell.ts"
import type { Group } from "./group.ts"
import type { Rule } from "./rule.ts"
import { bestOf, gainOf, keptBy, scoredAt } from "./stopped.ts"
import type { Watch } from "./watch.ts"

/** What a rule makes of a run, beside the best stop in hindsight and the end; accuracies are differences from the start. */
export interface Scored {
  readonly cell: Cell
  readonly updates: number
  readonly gain: number
  readonly best: number
  readonly end: number
  /** Whether accuracy is below the start's by more than two standard errors. */
  readonly harmed: boolean
  /** pass@8, right in any form, minus the start's. */
  readonly pass8: number
}

/** A rule over the runs of a group that are there, of some seeds. */
export const scored = (
  { watch }: Pick<Results, "watch">,
  { cells }: Group,
  { rule, seeds }: { readonly rule: Rule; readonly seeds: ReadonlyArray<number> },
): ReadonlyArray<Scored> =>
  cells.flatMap((template) =>
    seeds.flatMap((seed) => {
      const cell = { ...template, seed }
      const seen = watch(cell)
      return seen === undefined ? [] : [once(rule, cell, seen)]
    })
  )

/** Each run is scored by many claims and tables, and comes to the same each time. */
const once = (rule: Rule, cell: Cell, seen: Watch): Scored => {
  const known = remembered.get(seen) ?? new Map<Rule, Scored>()
  remembered.set(seen, known)
  const found = known.get(rule) ?? score(rule, cell, seen)
  known.set(rule, found)
  return found
}

const remembered = new WeakMap<Watch, Map<Rule, Scored>>()

const score = (rule: Rule, cell: Cell, seen: Watch): Scored => {
  const updates = keptBy(rule, cell, seen)
  const at = scoredAt(seen, updates)
  const { gain, error } = gainOf(seen, at)
  const { evaluations } = seen
  return {
    cell,
    updates,
    gain,
    best: gainOf(seen, bestOf(seen)).gain,
    end: gainOf(seen, evaluations[evaluations.length - 1]).gain,
    harmed: gain < -2 * error,
    pass8: at.metrics.pass_8_loose - evaluations[0].metrics.pass_8_loose,
  }
}

/** A mean; of none it is none. */
export const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, x) => sum + x, 0) / values.length

/** The share of the best stops' gain that is kept, all runs together. */
export const kept = (runs: ReadonlyArray<Scored>): number =>
  mean(runs.map(({ gain }) => gain)) / mean(runs.map(({ best }) => best))
